package dbmanager.entities;

import java.util.List;
import java.util.stream.Collectors;
import org.hibernate.annotations.OnDeleteAction;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.model.relational.SqlStringGenerationContext;
import org.hibernate.community.dialect.SQLiteDialect;
import org.hibernate.dialect.DatabaseVersion;
import org.hibernate.dialect.unique.CreateTableUniqueDelegate;
import org.hibernate.dialect.unique.UniqueDelegate;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.ForeignKey;
import org.hibernate.mapping.Table;
import org.hibernate.tool.schema.internal.StandardTableExporter;
import org.hibernate.tool.schema.spi.Exporter;

/**
 * Hibernate adds foreign keys and unique constraints by {@code ALTER TABLE}, which SQLite has not, and so its dialect for SQLite leaves them out. Here
 * they stand in {@code CREATE TABLE}. Comments are left out: there they would be statements that SQLite has not either.
 */
final class KeyedSqliteDialect extends SQLiteDialect {
    private final UniqueDelegate uniqueKeys = new CreateTableUniqueDelegate(this);

    KeyedSqliteDialect() {
        super(DatabaseVersion.make(3, 54));
    }

    @Override
    public UniqueDelegate getUniqueDelegate() {
        return uniqueKeys;
    }

    @Override
    public boolean supportsCommentOn() {
        return false;
    }

    @Override
    public Exporter<Table> getTableExporter() {
        return new WithForeignKeys();
    }

    /** Of one table after the other. */
    private final class WithForeignKeys extends StandardTableExporter {
        private SqlStringGenerationContext names;

        WithForeignKeys() {
            super(KeyedSqliteDialect.this);
        }

        @Override
        public String[] getSqlCreateStrings(Table table, Metadata metadata, SqlStringGenerationContext context) {
            names = context;
            return super.getSqlCreateStrings(table, metadata, context);
        }

        /** What stands last between the parentheses. */
        @Override
        protected void applyTableCheck(Table table, StringBuilder statement) {
            super.applyTableCheck(table, statement);
            table.getForeignKeyCollection().stream()
                    .filter(key -> key.isCreationEnabled() && key.isPhysicalConstraint())
                    .forEach(key -> statement.append(", ").append(clause(key)));
        }

        private String clause(ForeignKey key) {
            String named = "constraint " + quote(key.getName()) + " ";
            if (key.getKeyDefinition() != null) {
                return named + key.getKeyDefinition();
            }
            List<Column> targets = key.isReferenceToPrimaryKey()
                    ? key.getReferencedTable().getPrimaryKey().getColumns()
                    : key.getReferencedColumns();
            OnDeleteAction onDelete = key.getOnDeleteAction();
            return named + "foreign key (" + columns(key.getColumns()) + ") references "
                    + names.format(key.getReferencedTable().getQualifiedTableName()) + " (" + columns(targets) + ")"
                    + (onDelete == null || onDelete == OnDeleteAction.NO_ACTION
                            ? ""
                            : " on delete " + onDelete.toSqlString())
                    + (key.getOptions() == null ? "" : " " + key.getOptions());
        }

        private String columns(List<Column> columns) {
            return columns.stream()
                    .map(column -> column.getQuotedName(KeyedSqliteDialect.this))
                    .collect(Collectors.joining(", "));
        }
    }
}
