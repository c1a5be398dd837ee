package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.cli.Cli.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Entities that cannot be read: what is said of them, and that nothing comes of it. */
class EntitiesRefusedTest {
    private static final String TAG = "@Entity public class Tag { @Id String word; }";

    @TempDir
    Path folder;

    private EntityProject entities;
    private Cli cli;

    @BeforeEach
    void configure() throws IOException {
        entities = new EntityProject(folder);
        cli = entities.installedFor(Cli.shop(folder));
    }

    private void refused(int exitCode, List<String> said, String... words) throws IOException {
        String[] all =
                Stream.concat(Stream.of("autogenerate", "x"), Stream.of(words)).toArray(String[]::new);
        Result result = cli.run(all);
        assertThat(result.exitCode()).describedAs(result.all()).isEqualTo(exitCode);
        assertThat(result.err()).contains(said).contains("nothing was ");
        assertThat(result.out()).isEmpty();
        try (Stream<Path> migrations = Files.walk(folder.resolve("migrations"))) {
            assertThat(migrations.filter(Files::isRegularFile)).hasSize(4);
        }
    }

    @Test
    void where_the_module_is_not_installed_it_is_said_how_to() throws IOException {
        entities.with("Tag", TAG).compile();
        cli.with(EntityModule.VARIABLE, folder.toString());
        refused(
                16,
                List.of(
                        "the module that reads entities is not installed",
                        "mvn -q -Pentities -Dmaven.test.skip package"),
                "--entities",
                "classes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--entities none.jar | 10 | none.jar does not exist",
                "--entities db-manager.yaml | 10 | db-manager.yaml cannot be read (",
                "--entities migrations | 10 | none of the 0 classes in migrations has the annotation @Entity",
                "--entities migrations --classpath none | 10 | none of --classpath does not exist",
                "--entities migrations --model schema.sql | 2 | both say what the database should be",
                "--naming snake | 2 | none are named",
                "--classpath lib | 2 | none are named",
            })
    void what_cannot_be_meant_is_refused(String words, int exitCode, String said) throws IOException {
        refused(exitCode, List.of(said), words.split(" "));
    }

    @Test
    void a_class_of_another_kind_is_named() throws IOException {
        entities.with("Tag", TAG).compile();
        Path tag = folder.resolve("classes/shop/Tag.class");
        byte[] bytes = Files.readAllBytes(tag);

        byte[] newer = bytes.clone();
        newer[7] = 99;
        Files.write(tag, newer);
        refused(
                16,
                List.of("shop.Tag is compiled for Java 55, and this is Java", "JAVA_HOME"),
                "--entities",
                "classes");
        Files.write(tag, new byte[] {1, 2, 3, 4, 5});
        refused(
                10,
                List.of("holds shop/Tag.class, which cannot be read: it is no class file"),
                "--entities",
                "classes");
        Files.write(tag, Arrays.copyOf(bytes, bytes.length / 4));
        refused(10, List.of("holds shop/Tag.class, which cannot be read"), "--entities", "classes");
    }

    @Test
    void a_link_to_the_classes_is_gone_after() throws IOException {
        cli.file("classes/shop/Tag.class", "none");
        Files.createSymbolicLink(folder.resolve("linked"), folder.resolve("classes"));
        refused(10, List.of("linked holds shop/Tag.class, which cannot be read"), "--entities", "linked");
    }

    @Test
    void what_an_entity_needs_and_has_not_is_named_with_it() throws IOException {
        entities.with("Money", "public class Money {}")
                .with("Part", "@Embeddable public class Part { public Money price() { return null; } }")
                .with("Tag", TAG)
                .compile();
        Files.delete(folder.resolve("classes/shop/Money.class"));
        refused(
                10,
                List.of("shop.Part cannot be loaded: there is no class shop.Money", "--classpath"),
                "--entities",
                "classes");
    }

    @Test
    void a_superclass_is_found_on_the_class_path() throws IOException {
        entities.with("Base", "@MappedSuperclass public class Base { String note; }")
                .with("Tag", "@Entity public class Tag extends Base { @Id String word; }")
                .compile();
        Path base = folder.resolve("classes/shop/Base.class");
        Files.createDirectories(folder.resolve("more/shop"));
        Files.move(base, folder.resolve("more/shop/Base.class"));
        refused(10, List.of("shop.Tag cannot be loaded: there is no class shop.Base"), "--entities", "classes");

        assertThat(cli.run("check", "--entities", "classes", "--classpath", "more")
                        .out())
                .contains("+ table Tag");
    }

    @Test
    void entities_of_Java_EE_are_told_apart_from_none() throws IOException {
        entities.withFile("javax/persistence/Entity.java", "package javax.persistence; public @interface Entity {}")
                .withFile("shop/Old.java", "package shop; @javax.persistence.Entity public class Old { int id; }")
                .compile();
        refused(
                16,
                List.of("shop.Old has the annotations of javax.persistence", "Jakarta Persistence 3"),
                "--entities",
                "classes");
    }

    @Test
    void an_application_that_is_packed_to_run_is_to_be_unpacked() throws IOException {
        entities.with("Tag", TAG).compile();
        refused(
                10,
                List.of("what lies under BOOT-INF or WEB-INF does not count", "unpack the application"),
                "--entities",
                entities.jar("app.jar", "BOOT-INF/classes/").toString());
    }

    @Test
    void a_mapping_that_Hibernate_does_not_understand_is_told_in_its_words() throws IOException {
        entities.with("Tag", "@Entity public class Tag { String word; }").compile();
        refused(
                10,
                List.of("the entities cannot be mapped: ", "shop.Tag", "correct the mapping, as Hibernate 7"),
                "--entities",
                "classes");
    }

    @Test
    void a_name_that_SQLite_keeps_for_itself_is_told_by_SQLite() throws IOException {
        entities.with("Order", "@Entity public class Order { @Id Long id; }").compile();
        refused(10, List.of("classes, line 1: near \"Order\": syntax error"), "--entities", "classes");
    }

    @Test
    void a_naming_that_is_none_is_refused() throws IOException {
        entities.with("Tag", TAG).compile();
        refused(
                2,
                List.of("the naming strategy kebab cannot be made: there is no class kebab", "--naming snake"),
                "--entities",
                "classes",
                "--naming",
                "kebab");
        refused(
                2,
                List.of("the class shop.Tag is neither an ImplicitNamingStrategy nor a PhysicalNamingStrategy"),
                "--entities",
                "classes",
                "--naming",
                "shop.Tag");
    }
}
