/**
 * Projects that used Alembic: their revisions, and what Alembic's offline mode writes for them, become migrations of ours. The door is
 * {@link dbmanager.alembic.AlembicImport}. Nothing of Python is run here.
 */
package dbmanager.alembic;
