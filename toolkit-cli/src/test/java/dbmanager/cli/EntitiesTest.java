package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.cli.Cli.Result;
import dbmanager.sql.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JPA entities in place of a model in SQL: what they lead to, on both engines. */
class EntitiesTest {
    private static final String CUSTOMER = """
            @Entity
            @Table(name = "customers",
                    indexes = @Index(name = "customers_by_name", columnList = "name"),
                    uniqueConstraints = @UniqueConstraint(name = "one_mail", columnNames = {"email", "zip"}))
            @Check(name = "some_credit", constraints = "credit >= 0")
            public class Customer {
                static { System.setProperty("dbmanager.test.entity", "was initialised"); }
                public Customer() { System.setProperty("dbmanager.test.entity", "was made"); }
                @Id @GeneratedValue(strategy = GenerationType.IDENTITY) Long id;
                @Column(nullable = false, length = 80) String name;
                @Column(unique = true) String nick;
                String email;
                @Embedded Address address;
                @Enumerated(EnumType.STRING) Level level;
                @Enumerated Level before;
                @Lob byte[] picture;
                Instant since;
                BigDecimal credit;
                @Version int version;
            }
            """;

    @TempDir
    Path folder;

    private EntityProject entities;
    private Cli cli;

    @BeforeEach
    void writeEntities() throws IOException {
        entities = new EntityProject(folder)
                .with("Customer", CUSTOMER)
                .with("Address", "@Embeddable public class Address { String street; @Column(length = 10) String zip; }")
                .with("Level", "public enum Level { BRONZE, SILVER }")
                .with("Tag", "@Entity public class Tag { @Id String word; }")
                .with("Timed", "@MappedSuperclass public abstract class Timed { LocalDateTime createdAt; }")
                .with("Purchase", """
                        @Entity
                        public class Purchase extends Timed {
                            @Id @GeneratedValue(strategy = GenerationType.SEQUENCE) Long id;
                            @ManyToOne(optional = false) @OnDelete(action = OnDeleteAction.CASCADE) Customer customer;
                            @ManyToMany Set<Tag> tags;
                            @Column(precision = 12, scale = 2) BigDecimal total;
                            @ElementCollection List<String> notes;
                        }
                        """)
                .with("Payment", """
                        @Entity @Inheritance(strategy = InheritanceType.SINGLE_TABLE)
                        public abstract class Payment { @Id UUID id; @ManyToOne Purchase purchase; }
                        """)
                .with("Cash", "@Entity public class Cash extends Payment { boolean rounded; }")
                .with("Vehicle", """
                        @Entity @Inheritance(strategy = InheritanceType.JOINED)
                        public abstract class Vehicle { @Id Integer id; LocalDate built; }
                        """)
                .with("Van", "@Entity public class Van extends Vehicle { @Column(nullable = false) double load; }");
        cli = entities.installedFor(new Cli(folder));
    }

    private void configure(String url) throws IOException {
        cli.file("db-manager.yaml", """
                environments:
                  dev:
                    databases:
                      shop: {url: "%s"}
                """.formatted(url));
    }

    private String onPostgresql() throws IOException {
        PostgresServer server = PostgresServer.require();
        cli.with("PATH", server.programs().toString());
        String database = server.unusedName("shop");
        configure(server.url(database));
        return database;
    }

    /** From nothing to the entities, and then to what became of them. */
    private void there_and_on(String... changes) throws IOException {
        entities.compile();
        Result first = cli.ok("autogenerate", "shop", "--entities", "classes");
        assertThat(first.out()).contains("+ table customers", "proven: there and back");
        assertThat(System.getProperty("dbmanager.test.entity")).isNull();
        cli.ok("migrate");

        entities.with("Level", "public enum Level { BRONZE, SILVER, GOLD }")
                .with("Customer", CUSTOMER.replace("String email;", "String email; @Column(length = 40) String phone;"))
                .compile();
        Path jar = entities.jar("shop.jar", "");
        Result lags = cli.run("check", "--entities", jar.toString());
        assertThat(lags.exitCode()).isEqualTo(3);
        assertThat(lags.out().lines().filter(line -> line.startsWith("  ")).map(EntitiesTest::headOf))
                .containsExactlyInAnyOrder(changes);

        Result second = cli.ok("autogenerate", "gold", "--entities", jar.toString());
        assertThat(second.out()).contains("proven: there and back in a copy of the database");
        cli.ok("migrate");
        assertThat(cli.ok("check", "--live", "--entities", jar.toString()).out())
                .startsWith("the same");
        cli.ok("rollback", "base");
    }

    /** Sign, kind and name of a change. */
    private static String headOf(String line) {
        String[] words = line.strip().split(" +");
        return String.join(" ", List.of(words).subList(0, Math.min(3, words.length)));
    }

    @Test
    void entities_become_tables_of_SQLite_and_a_change_of_them_becomes_no_more_than_that() throws IOException {
        configure("sqlite:shop.db");
        there_and_on(
                "+ column customers.phone",
                "- constraint customers",
                "+ constraint customers",
                "- constraint customers",
                "+ constraint customers");
    }

    @Test
    void entities_become_tables_of_PostgreSQL_and_a_change_of_them_becomes_no_more_than_that() throws IOException {
        onPostgresql();
        entities.with("Van", """
                @Entity
                public class Van extends Vehicle {
                    @Column(nullable = false) double load;
                    @JdbcTypeCode(SqlTypes.NAMED_ENUM) Level worth;
                    @Comment("in its own words") String remark;
                }
                """);
        there_and_on(
                "~ type level",
                "+ column customers.phone",
                "~ constraint customers.customers_before_check",
                "~ constraint customers.customers_level_check");
    }

    @Test
    void a_table_in_place_of_a_sequence_comes_with_its_first_row_and_names_follow_the_strategy() throws IOException {
        configure("sqlite:shop.db");
        entities.compile();

        cli.ok("autogenerate", "shop", "--entities", "classes", "--naming", "snake");
        cli.ok("migrate");

        assertThat(cli.ok("export", "purchase_seq", "--format", "csv", "--to", "-")
                        .out())
                .contains("next_val", "1");
        assertThat(cli.ok("export", "purchase", "--format", "csv", "--to", "-").out())
                .contains("created_at", "customer_id");
    }

    @Test
    void what_is_no_table_stays_beside_those_of_entities_unless_it_cannot() throws IOException {
        PostgresServer server = PostgresServer.require();
        String database = onPostgresql();
        cli.file("migrations/shop/V1__by_hand.sql", """
                CREATE DOMAIN word AS text CHECK (VALUE <> '');
                CREATE TABLE tag (word varchar(255) NOT NULL PRIMARY KEY, note varchar(255));
                CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS
                    $$ BEGIN NEW.word := upper(NEW.word); RETURN NEW; END $$;
                CREATE TRIGGER loud BEFORE INSERT ON tag FOR EACH ROW EXECUTE FUNCTION shout();
                CREATE MATERIALIZED VIEW long_tags AS SELECT word FROM tag WHERE length(word) > 5;
                CREATE INDEX long_tags_by_word ON long_tags (word);
                COMMENT ON MATERIALIZED VIEW long_tags IS 'kept';
                ALTER TABLE tag ENABLE ROW LEVEL SECURITY;
                CREATE POLICY all_see ON tag FOR SELECT USING (true);
                CREATE UNIQUE INDEX one_of_each ON tag (lower(word)) WHERE note IS NULL;
                CREATE INDEX by_note ON tag (note, word DESC);
                CREATE TABLE old (id int PRIMARY KEY);
                CREATE TRIGGER old_loud BEFORE INSERT ON old FOR EACH ROW EXECUTE FUNCTION shout();
                """);
        cli.ok("migrate");
        EntityProject one = new EntityProject(folder);
        one.with("Tag", "@Entity public class Tag { @Id String word; String note; Integer used; }")
                .compile();

        Result drafted = cli.ok("autogenerate", "used", "--entities", "classes");
        assertThat(drafted.out().lines().filter(line -> line.startsWith("  ")).map(EntitiesTest::headOf))
                .containsExactlyInAnyOrder(
                        "+ column tag.used", "- index by_note", "- table old", "- trigger old.old_loud");
        cli.ok("migrate");
        assertThat(cli.ok("check", "--live", "--entities", "classes").out()).startsWith("the same");

        server.execute(database, "CREATE VIEW notes AS SELECT note FROM tag");
        one.with("Tag", "@Entity public class Tag { @Id String word; Integer used; }")
                .compile();
        Result stranded = cli.run("check", "--live", "--entities", "classes");
        assertThat(stranded.exitCode()).describedAs(stranded.all()).isEqualTo(13);
        assertThat(stranded.err())
                .contains(
                        "the database has the view notes, which cannot be with the tables of classes: column", "note");
    }
}
