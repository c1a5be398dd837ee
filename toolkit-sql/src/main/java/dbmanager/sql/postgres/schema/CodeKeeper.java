package dbmanager.sql.postgres.schema;

import dbmanager.sql.script.ScriptText;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.pgcodekeeper.core.PgDiff;
import org.pgcodekeeper.core.database.base.jdbc.IJdbcConnector;
import org.pgcodekeeper.core.ignorelist.IgnoreList;
import org.pgcodekeeper.core.ignorelist.IgnoreSchemaList;
import org.pgcodekeeper.core.ignorelist.IgnoredObject;
import org.pgcodekeeper.core.loader.pg.JdbcPgLoader;
import org.pgcodekeeper.core.model.difftree.DbObjType;
import org.pgcodekeeper.core.model.difftree.DiffTree;
import org.pgcodekeeper.core.model.difftree.TreeElement;
import org.pgcodekeeper.core.monitor.NullMonitor;
import org.pgcodekeeper.core.schema.AbstractDatabase;
import org.pgcodekeeper.core.schema.AbstractTable;
import org.pgcodekeeper.core.schema.IConstraintFk;
import org.pgcodekeeper.core.schema.IConstraintPk;
import org.pgcodekeeper.core.schema.PgStatement;
import org.pgcodekeeper.core.settings.CoreSettings;

/** pgCodeKeeper, which knows what depends on what. It is told of the kinds that a {@link Catalog} has, and of no others. */
final class CodeKeeper implements ScriptWriter {
    private static final List<DbObjType> KINDS = List.of(
            DbObjType.SCHEMA,
            DbObjType.EXTENSION,
            DbObjType.TYPE,
            DbObjType.DOMAIN,
            DbObjType.SEQUENCE,
            DbObjType.TABLE,
            DbObjType.COLUMN,
            DbObjType.CONSTRAINT,
            DbObjType.INDEX,
            DbObjType.VIEW,
            DbObjType.FUNCTION,
            DbObjType.PROCEDURE,
            DbObjType.TRIGGER,
            DbObjType.RULE,
            DbObjType.POLICY,
            DbObjType.STATISTICS);

    private record Model(AbstractDatabase database) implements Side {}

    @Override
    public Side read(Supplier<Connection> session) throws SQLException {
        JdbcPgLoader loader =
                new JdbcPgLoader(new Connector(session), "UTC", settings(), new NullMonitor(), new IgnoreSchemaList());
        try {
            AbstractDatabase database = loader.loadAndAnalyze();
            if (!loader.getErrors().isEmpty()) {
                throw new Unwritable(String.valueOf(loader.getErrors().get(0)), null);
            }
            return new Model(database);
        } catch (IOException e) {
            if (e.getCause() instanceof SQLException cause) {
                throw cause;
            }
            throw new Unwritable(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unwritable("this was interrupted", e);
        }
    }

    @Override
    public List<String> statements(Side from, Side to) {
        AbstractDatabase before = ((Model) from).database();
        AbstractDatabase after = ((Model) to).database();
        try {
            TreeElement all = DiffTree.create(settings(), before, after);
            all.setAllChecked();
            String script =
                    new PgDiff(settings()).diff(all, before, after, supports(before), supports(after), bookkeeping());
            return ScriptText.statementsForPostgresql(script).stream()
                    .map(ScriptText.Piece::sql)
                    .filter(sql -> !sql.equals("SET search_path = pg_catalog"))
                    .toList();
        } catch (IOException e) {
            throw new Unwritable(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unwritable("this was interrupted", e);
        }
    }

    /** What a {@link Catalog} does not see either. */
    private static IgnoreList bookkeeping() {
        IgnoreList list = new IgnoreList();
        list.add(new IgnoredObject("^(?:flyway_schema_history|_dbm_.*)$", true, true, false, Set.of()));
        return list;
    }

    private static CoreSettings settings() {
        CoreSettings settings = new CoreSettings();
        settings.setAllowedTypes(KINDS);
        settings.setIgnorePrivileges(true);
        settings.setIgnoreColumnOrder(true);
        settings.setEnableFunctionBodiesDependencies(true);
        return settings;
    }

    /** A foreign key stands on the unique columns of another table, and on the constraint that makes them so. */
    private static List<Map.Entry<PgStatement, PgStatement>> supports(AbstractDatabase database) {
        List<Map.Entry<PgStatement, PgStatement>> supports = new ArrayList<>();
        database.getDescendants().forEach(statement -> {
            if (statement instanceof IConstraintFk key) {
                PgStatement schema = database.getSchema(key.getForeignSchema());
                if (schema != null) {
                    schema.getChildren()
                            .filter(each -> each instanceof AbstractTable
                                    && each.getName().equals(key.getForeignTable()))
                            .flatMap(table -> unique((AbstractTable) table, key))
                            .forEach(unique -> supports.add(Map.entry(statement, unique)));
                }
            }
        });
        return supports;
    }

    private static Stream<PgStatement> unique(AbstractTable table, IConstraintFk key) {
        return table.getConstraints().stream()
                .filter(constraint -> constraint instanceof IConstraintPk
                        && Set.copyOf(constraint.getColumns()).equals(Set.copyOf(key.getForeignColumns())))
                .map(PgStatement.class::cast);
    }

    /**
     * With plans that suit a catalog which the server has never counted, as that of a database just made: it takes each part of it for a handful of rows,
     * and would read one for every row of another.
     */
    private record Connector(Supplier<Connection> session) implements IJdbcConnector {
        @Override
        public Connection getConnection() throws IOException {
            Connection connection = session.get();
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET enable_nestloop = off");
                statement.execute("SET jit = off");
                return connection;
            } catch (SQLException e) {
                try {
                    connection.close();
                } catch (SQLException closing) {
                    e.addSuppressed(closing);
                }
                throw new IOException(e);
            }
        }

        @Override
        public String getBatchDelimiter() {
            return null;
        }

        @Override
        public String getUrl() {
            return "";
        }
    }
}
