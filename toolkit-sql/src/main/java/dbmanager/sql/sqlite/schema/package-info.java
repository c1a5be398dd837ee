/**
 * What a SQLite database is made of, and how one becomes another. {@link dbmanager.sql.sqlite.schema.Catalog} is read from a connection,
 * {@link dbmanager.sql.sqlite.schema.Difference} is pure, {@link dbmanager.sql.sqlite.schema.Script} is text.
 */
package dbmanager.sql.sqlite.schema;
