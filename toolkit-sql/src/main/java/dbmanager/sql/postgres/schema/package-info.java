/**
 * What a PostgreSQL database is made of, and how one becomes another: {@link dbmanager.sql.postgres.schema.Catalog} reads what is there,
 * {@link dbmanager.sql.postgres.schema.Difference} says what is different, {@link dbmanager.sql.postgres.schema.Script} writes what changes it.
 */
package dbmanager.sql.postgres.schema;
