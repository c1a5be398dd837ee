/** DDL as text, as far as engines agree on it: its tokens, and what a model says in comments. */
package dbmanager.sql.schema;
