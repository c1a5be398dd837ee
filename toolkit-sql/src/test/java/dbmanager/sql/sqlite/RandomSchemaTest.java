package dbmanager.sql.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.backend.Model;
import dbmanager.backend.Progress;
import dbmanager.backend.SchemaDesign.Outcome;
import dbmanager.operation.Autogeneration;
import dbmanager.operation.Autogeneration.Base;
import dbmanager.operation.Autogeneration.Drafted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pairs of schemas with rows, at random: each migration is proven, or refused because of the rows; and what is proven is right in the eyes of somebody
 * else. {@code -Dschemas.pairs=3000 -Dschemas.seed=1} for more of them.
 */
class RandomSchemaTest {
    private static final int USUAL_PAIRS = 40;
    private static final int PAIRS = Integer.getInteger("schemas.pairs", USUAL_PAIRS);
    private static final long SEED = Long.getLong("schemas.seed", 1);

    @TempDir
    Path folder;

    @Test
    void no_pair_of_schemas_gets_a_wrong_migration() throws SQLException, IOException {
        Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
        List<String> wrong = new ArrayList<>();
        Map<String, Integer> refusals = new TreeMap<>();
        int same = 0;
        for (int i = 0; i < PAIRS; i++) {
            Random random = new Random(SEED * 1_000_003 + i);
            RandomSchema live = RandomSchema.of(random);
            RandomSchema wanted = live.changed();
            Path file = folder.resolve("live.db");
            make(file, live);
            Drafted drafted = draft(file, wanted);
            if (drafted.proof().isEmpty()) {
                same++;
                assertThat(SchemaFacts.of(file)).isEqualTo(SchemaFacts.of(wanted.ddl()));
            } else {
                Outcome outcome = drafted.proof().get().outcome();
                outcomes.merge(outcome, 1, Integer::sum);
                if (outcome == Outcome.ROWS_IN_THE_WAY) {
                    refusals.merge(kind(drafted.proof().get().reason()), 1, Integer::sum);
                }
                String complaint = outcome == Outcome.FAILED
                        ? drafted.proof().get().reason()
                        : outcome == Outcome.PROVEN ? secondOpinion(file, wanted, drafted) : "";
                if (!complaint.isEmpty()) {
                    wrong.add("pair " + i + ": " + complaint + "\n--A\n" + live.ddl() + "--B\n" + wanted.ddl() + "--V\n"
                            + drafted.draft().get().up() + "--U\n"
                            + drafted.draft().get().undo().get());
                }
            }
            Files.delete(file);
        }
        if (PAIRS > USUAL_PAIRS) {
            System.out.println(PAIRS + " pairs: " + outcomes + ", the same " + same + ", wrong " + wrong.size());
            refusals.forEach((kind, number) -> System.out.println("  " + number + " refused: " + kind));
        }
        assertThat(wrong).isEmpty();
    }

    /** A reason without names. */
    private static String kind(String reason) {
        return reason.replaceAll(
                "(?s).*?(without a parent|[A-Z ]+ constraint failed|cannot store|datatype mismatch|are others in their new type).*",
                "$1");
    }

    private static void make(Path file, RandomSchema schema) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA synchronous = OFF");
            statement.execute("BEGIN");
            for (String sql : schema.statements()) {
                statement.executeUpdate(sql);
            }
            for (String sql : schema.inserts()) {
                insert(statement, sql);
            }
            statement.execute("COMMIT");
        }
    }

    /** OR IGNORE passes over every row that breaks a constraint, but for one: that a STRICT table wants other types. */
    private static void insert(Statement statement, String sql) throws SQLException {
        try {
            statement.executeUpdate(sql);
        } catch (SQLException e) {
            if (!e.getMessage().contains("cannot store")) {
                throw e;
            }
        }
    }

    private Drafted draft(Path file, RandomSchema wanted) {
        Project project = new Project(file.getParent());
        try (SqliteBackend backend = SqliteBackend.at("live", file, "live", project.migrations, Clock.systemUTC())) {
            return new Autogeneration(backend, project.migrations, Base.LIVE, Progress.silent())
                    .draft("change", new Model(wanted.ddl(), "schema.sql", true), List.of(), Instant.EPOCH);
        }
    }

    /** Runs the scripts on the plain driver, and compares facts and numbers of rows. */
    private static String secondOpinion(Path file, RandomSchema wanted, Drafted drafted) throws SQLException {
        List<String> before = SchemaFacts.of(file);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA synchronous = OFF");
            statement.execute("BEGIN");
            statement.executeUpdate(drafted.draft().get().up());
            statement.execute("COMMIT");
            if (!SchemaFacts.of(file).equals(SchemaFacts.of(wanted.ddl()))) {
                return "facts are " + SchemaFacts.of(file) + " and not " + SchemaFacts.of(wanted.ddl());
            }
            statement.execute("BEGIN");
            statement.executeUpdate(drafted.draft().get().undo().orElseThrow());
            statement.execute("COMMIT");
            if (!SchemaFacts.of(file).equals(before)) {
                return "after the undo facts are " + SchemaFacts.of(file) + " and not " + before;
            }
            return SchemaFacts.query(connection, "PRAGMA integrity_check", "").equals(List.of("ok")) ? "" : "not sound";
        }
    }
}
