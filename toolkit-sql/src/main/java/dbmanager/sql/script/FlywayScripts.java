package dbmanager.sql.script;

import dbmanager.migration.Checksum;
import dbmanager.migration.Script;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.logging.Log;
import org.flywaydb.core.api.logging.LogFactory;
import org.flywaydb.core.api.resource.LoadableResource;
import org.flywaydb.core.internal.callback.NoopCallbackExecutor;
import org.flywaydb.core.internal.database.DatabaseType;
import org.flywaydb.core.internal.database.DatabaseTypeRegister;
import org.flywaydb.core.internal.database.base.Database;
import org.flywaydb.core.internal.jdbc.JdbcConnectionFactory;
import org.flywaydb.core.internal.jdbc.JdbcTemplate;
import org.flywaydb.core.internal.jdbc.Results;
import org.flywaydb.core.internal.parser.ParsingContext;
import org.flywaydb.core.internal.resource.StringResource;
import org.flywaydb.core.internal.sqlscript.DefaultSqlScriptExecutor;
import org.flywaydb.core.internal.sqlscript.FlywaySqlScriptException;
import org.flywaydb.core.internal.sqlscript.SqlScript;
import org.flywaydb.core.internal.sqlscript.SqlScriptFactory;
import org.flywaydb.core.internal.sqlscript.SqlStatement;
import org.flywaydb.core.internal.sqlscript.SqlStatementIterator;
import org.flywaydb.database.postgresql.PostgreSQLCopyParsedStatement;
import org.flywaydb.database.postgresql.PostgreSQLDatabaseType;

/**
 * Flyway's way with scripts: its parser (placeholders, triggers, {@code .conf} files), its executor and its checksum, without its loop over
 * migrations. Most of this is not Flyway's public API, so nothing else in this project names {@code org.flywaydb}, and
 * {@code FlywayScriptsTest} says what we rely on. Costs half a second to load: made when the first script runs, not before.
 */
public final class FlywayScripts {
    private static final String MEMORY = "jdbc:sqlite::memory:";

    private static final Pattern NO_VALUE =
            Pattern.compile(".*No value provided for placeholder: (?<name>\\S+?)\\. Check your configuration!.*");

    /** Flyway's own words, with a link to its own help between place and reason. */
    private static final Pattern UNPARSED = Pattern.compile(
            "Unable to parse statement in .*? at line (?<line>\\d+) col \\d+\\. (See http\\S+ for more information\\. )?(?<why>.*)");

    private final Quoting quoting;
    private final FluentConfiguration configuration;
    private final DatabaseType type;
    private final ParsingContext placeholders = new ParsingContext();
    private final SqlScriptFactory factory;

    private FlywayScripts(Quoting quoting, Consumer<FluentConfiguration> source) throws SQLException {
        logThroughSystemLogger();
        this.quoting = quoting;
        // "console" is the fallback; "auto" would look for logging libraries and end at java.util.logging, on stderr.
        configuration = Flyway.configure().loggers("console");
        source.accept(configuration);
        LogFactory.setConfiguration(configuration);
        JdbcConnectionFactory connections =
                new JdbcConnectionFactory(configuration.getDataSource(), configuration, null);
        try (Connection connection = connections.openConnection()) {
            type = DatabaseTypeRegister.getDatabaseTypeForConnection(connection, configuration);
        }
        try (Database<?> database = type.createDatabase(configuration, connections, null)) {
            placeholders.populate(database, configuration);
        }
        factory = type.createSqlScriptFactory(configuration, placeholders);
    }

    /** Without a database: a script with ${flyway:…}, which has no value then, is refused. */
    private FlywayScripts(Quoting quoting, DatabaseType type) {
        logThroughSystemLogger();
        this.quoting = quoting;
        this.type = type;
        configuration = Flyway.configure().loggers("console");
        LogFactory.setConfiguration(configuration);
        factory = type.createSqlScriptFactory(configuration, placeholders);
    }

    /** For SQLite; the values of ${flyway:…} are the same in every database of it. */
    public static FlywayScripts forSqlite() {
        try {
            return new FlywayScripts(Quoting.SQLITE, flyway -> flyway.dataSource(MEMORY, null, null));
        } catch (SQLException e) {
            throw new IllegalStateException("a database in memory cannot be closed", e);
        }
    }

    /**
     * For the database of these connections, whose names stand for ${flyway:…}.
     *
     * @param connections is asked for two or three of them, which are closed before this returns
     */
    public static FlywayScripts forPostgresql(DataSource connections) throws SQLException {
        return new FlywayScripts(Quoting.POSTGRESQL, flyway -> flyway.dataSource(connections));
    }

    /**
     * For scripts that are only read: no server is asked, and ${flyway:…} has no value. What depends on the version of the server is taken as the oldest
     * has it, so {@code ALTER TYPE … ADD VALUE} is outside a transaction.
     */
    public static FlywayScripts forPostgresqlOnPaper() {
        return new FlywayScripts(Quoting.POSTGRESQL, new PostgreSQLDatabaseType());
    }

    /** The same, where any value will do: what a script would run is not asked, only what kind of statements it has. */
    public static FlywayScripts forPostgresqlUnseen() {
        FlywayScripts scripts = forPostgresqlOnPaper();
        for (String name :
                List.of("database", "defaultSchema", "filename", "table", "timestamp", "user", "workingDirectory")) {
            scripts.placeholders.getPlaceholders().put("flyway:" + name, name);
        }
        return scripts;
    }

    public static void logThroughSystemLogger() {
        LogFactory.setFallbackLogCreator(type -> new SystemLog());
    }

    /** @throws ScriptRefused when Flyway cannot make statements of it, or would lose some */
    public Parsed parse(Script script) {
        String text = ScriptText.of(script);
        ScriptText.open(text, quoting).ifPresent(open -> {
            String what = open.end().equals("*/") ? "comment" : "quoted text";
            throw new ScriptRefused(
                    where(script, open.line()),
                    "the " + what + " that begins here has no end, so the rest would not run; add " + open.end());
        });
        try {
            SqlScript parsed = factory.createSqlScript(new Named(script, text), true, new Siblings(script));
            List<Statement> statements = new ArrayList<>();
            try (SqlStatementIterator iterator = parsed.getSqlStatements()) {
                while (iterator.hasNext()) {
                    SqlStatement statement = iterator.next();
                    statements.add(Statement.of(statement));
                }
            }
            return new Parsed(script, parsed, statements);
        } catch (FlywayException e) {
            throw refused(script, text, e);
        }
    }

    private static ScriptRefused refused(Script script, String text, FlywayException e) {
        String message = String.valueOf(e.getMessage()).replaceAll("\\s+", " ").strip();
        Matcher placeholder = NO_VALUE.matcher(message);
        if (placeholder.matches()) {
            String name = placeholder.group("name"); // Flyway names the statement that it was at, which can be another
            return new ScriptRefused(
                    where(script, ScriptText.line(text, Math.max(0, text.indexOf(name)))),
                    name + " would be a placeholder, and db-manager has no values for placeholders; write the value"
                            + " itself, or keep the text with a file " + script.name()
                            + ".conf that says placeholderReplacement=false",
                    e);
        }
        Matcher placed = UNPARSED.matcher(message);
        if (!placed.matches()) {
            return new ScriptRefused(script.path(), message, e);
        }
        String why = placed.group("why");
        return new ScriptRefused(
                where(script, Integer.parseInt(placed.group("line"))),
                why.startsWith("Incomplete statement")
                        ? why + ": a BEGIN needs its END; a script must not begin or commit a transaction itself"
                        : why,
                e);
    }

    public static String where(Script script, int line) {
        return script.path() + ", line " + line;
    }

    /**
     * @param line of its first word, from 1
     * @param sql what {@code COPY … FROM STDIN} reads is not in it
     * @param transactional whether the database can run it in a transaction
     * @param readsData whether data for {@code COPY … FROM STDIN} follow it
     */
    public record Statement(int line, String sql, boolean transactional, boolean readsData) {
        private static Statement of(SqlStatement statement) {
            return new Statement(
                    statement.getLineNumber(),
                    statement.getSql(),
                    statement.canExecuteInTransaction(),
                    statement instanceof PostgreSQLCopyParsedStatement);
        }
    }

    /** A script that Flyway understood. */
    public final class Parsed {
        private final Script script;
        private final SqlScript parsed;
        private final List<Statement> statements;

        private Parsed(Script script, SqlScript parsed, List<Statement> statements) {
            this.script = script;
            this.parsed = parsed;
            this.statements = List.copyOf(statements);
        }

        public Script script() {
            return script;
        }

        public List<Statement> statements() {
            return statements;
        }

        /** What is run, with the values of placeholders in their places. */
        public String text() {
            return statements.stream().map(Statement::sql).collect(Collectors.joining("\n"));
        }

        /** Flyway's checksum of a repeatable script, which sees the values of its placeholders. */
        public int repeatableChecksum() {
            if (!parsed.placeholderReplacement()) {
                return script.checksum().crc32();
            }
            return Checksum.of(replaced().getBytes(StandardCharsets.UTF_8)).crc32();
        }

        /** The script with the values of its placeholders, where it has any. */
        private String replaced() {
            String text = ScriptText.of(script);
            if (!parsed.placeholderReplacement()) {
                return text;
            }
            LoadableResource replacing = LoadableResource.createPlaceholderReplacingLoadableResource(
                    new Named(script, text), configuration, placeholders);
            try (Reader reader = replacing.read()) {
                StringWriter values = new StringWriter();
                reader.transferTo(values);
                return values.toString();
            } catch (IOException | FlywayException e) {
                throw new ScriptRefused(script.path(), String.valueOf(e.getMessage()), e);
            }
        }

        /** What each of its statements that {@link Statement#readsData} reads, in order: lines as COPY has them. */
        public List<String> copyData() {
            return statements.stream().anyMatch(Statement::readsData) ? ScriptText.copyData(replaced()) : List.of();
        }

        /** Whether its {@code .conf} file says {@code executeInTransaction=false}. */
        public boolean isOutsideTransaction() {
            return new Siblings(script).exists() && !parsed.executeInTransaction();
        }

        /** Whether it must run outside a transaction: the {@code .conf} file says so, or it has a statement that cannot be in one. */
        public boolean isStepwise() {
            return isOutsideTransaction() || statements.stream().anyMatch(statement -> !statement.transactional());
        }

        /** Runs it in the transaction that the connection is in, if any. @throws StatementFailed at the first failure */
        public void run(Connection connection) {
            JdbcTemplate template = new JdbcTemplate(connection, type);
            var executor =
                    new DefaultSqlScriptExecutor(template, NoopCallbackExecutor.INSTANCE, false, false, false, null);
            try {
                executor.execute(parsed, configuration);
            } catch (FlywaySqlScriptException e) {
                throw new StatementFailed(
                        where(script, e.getLineNumber()), e.getStatement(), (SQLException) e.getCause());
            }
        }

        /** Runs one of {@link #statements} alone. @throws StatementFailed when it fails */
        public void run(int number, Connection connection) {
            try (SqlStatementIterator iterator = parsed.getSqlStatements()) {
                SqlStatement statement = iterator.next();
                for (int i = 0; i < number; i++) {
                    statement = iterator.next();
                }
                Results results = statement.execute(new JdbcTemplate(connection, type), null, configuration);
                if (results.getException() != null) {
                    throw new StatementFailed(
                            where(script, statement.getLineNumber()), statement.getSql(), results.getException());
                }
            }
        }
    }

    /** A script under its own name, which messages and {@code ${flyway:filename}} show. */
    private static final class Named extends StringResource {
        private final Script script;

        Named(Script script, String text) {
            super(text);
            this.script = script;
        }

        @Override
        public String getFilename() {
            return script.name();
        }

        @Override
        public String getRelativePath() {
            return script.path();
        }

        @Override
        public String getAbsolutePath() {
            return script.path();
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return script.path();
        }
    }

    /** The {@code .conf} file beside a script. */
    private record Siblings(Script script) implements ResourceProvider {
        private Path conf() {
            return script.file().resolveSibling(script.name() + ".conf");
        }

        boolean exists() {
            return Files.exists(conf());
        }

        @Override
        public LoadableResource getResource(String name) {
            try {
                return exists() ? new StringResource(Files.readString(conf())) : null;
            } catch (IOException e) {
                throw new ScriptRefused(script.path() + ".conf", "the file cannot be read (" + e + ")", e);
            }
        }

        @Override
        public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
            return List.of();
        }
    }

    /** Flyway's talk: warnings are passed on, the rest is for debugging. */
    private static final class SystemLog implements Log {
        private static final System.Logger LOG = System.getLogger(FlywayScripts.class.getName());

        @Override
        @SuppressWarnings("deprecation")
        public boolean isDebugEnabled() {
            return false;
        }

        @Override
        public void debug(String message) {
            LOG.log(System.Logger.Level.TRACE, message);
        }

        @Override
        public void info(String message) {
            LOG.log(System.Logger.Level.DEBUG, message);
        }

        @Override
        public void notice(String message) {
            LOG.log(System.Logger.Level.DEBUG, message);
        }

        @Override
        public void warn(String message) {
            LOG.log(System.Logger.Level.WARNING, message);
        }

        @Override
        public void error(String message) {
            LOG.log(System.Logger.Level.WARNING, message);
        }

        @Override
        public void error(String message, Exception e) {
            LOG.log(System.Logger.Level.WARNING, message, e);
        }
    }
}
