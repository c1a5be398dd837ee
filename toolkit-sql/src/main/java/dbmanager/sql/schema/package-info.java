/** DDL as text, as far as engines agree on it: its tokens, what a model says in comments, and what a draft says to its reader. */
package dbmanager.sql.schema;
