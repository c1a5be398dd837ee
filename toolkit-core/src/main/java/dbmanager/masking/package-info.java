/**
 * Rules by which personal data become data that nobody can be known by: what a value turns into, which values a rule is about, and what was done.
 * Nothing here reads or writes a database.
 */
package dbmanager.masking;
