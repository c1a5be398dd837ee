package dbmanager;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Who may know whom. */
class ArchitectureTest {
    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("dbmanager");

    /** Each of our packages, and which others it may use. */
    private static final Map<String, Set<String>> MAY_USE = new LinkedHashMap<>();

    private static final String[] CORE;

    static {
        MAY_USE.put("problem", Set.of());
        MAY_USE.put("file", Set.of());
        MAY_USE.put("migration", Set.of("problem"));
        MAY_USE.put("backup", Set.of("problem", "file", "migration"));
        MAY_USE.put("exchange", Set.of("problem", "file", "migration"));
        MAY_USE.put("yaml", Set.of("problem"));
        MAY_USE.put("schedule", Set.of("problem", "file"));
        MAY_USE.put("masking", Set.of("problem", "exchange"));
        MAY_USE.put("environment", Set.of("problem", "migration", "backup", "exchange", "masking", "yaml", "schedule"));
        MAY_USE.put("backend", Set.of("problem", "migration", "backup", "exchange"));
        MAY_USE.put("casdoor", Set.of("problem", "exchange", "environment", "backend"));
        MAY_USE.put("alembic", Set.of("problem", "migration"));
        MAY_USE.put("operation", Set.copyOf(MAY_USE.keySet()));
        CORE = packages(MAY_USE.keySet());

        Set<String> core = Set.copyOf(MAY_USE.keySet());
        MAY_USE.put("firestore", core);
        MAY_USE.put("sql", core);
        MAY_USE.put("emulator", Set.of());
        MAY_USE.put("cli", Set.copyOf(MAY_USE.keySet()));
        // optional: the command line knows its port alone
        MAY_USE.put("entities", Set.of("problem", "backend"));
    }

    /** Libraries, and the packages that may know them. */
    private static final Map<String, String[]> HOME = Map.ofEntries(
            Map.entry("com.cronutils", packages(Set.of("schedule"))),
            Map.entry("com.google.gson", coreAnd("cli", "firestore")),
            Map.entry("org.snakeyaml", CORE),
            Map.entry("de.siegmar", CORE),
            Map.entry("com.github.luben", coreAnd("firestore")),
            Map.entry("com.google.crypto.tink", packages(Set.of("backup"))),
            Map.entry("org.flywaydb", packages(Set.of("sql"))),
            Map.entry("java.sql", packages(Set.of("sql", "emulator.embedded.store"))),
            Map.entry("javax.sql", packages(Set.of("sql"))),
            Map.entry("org.sqlite", packages(Set.of("sql", "emulator.embedded.store"))),
            Map.entry("org.postgresql", packages(Set.of("sql"))),
            Map.entry("org.pgcodekeeper", packages(Set.of("sql.postgres.schema"))),
            Map.entry("org.hibernate", packages(Set.of("entities"))),
            Map.entry("jakarta.persistence", packages(Set.of("entities"))),
            Map.entry("dev.cel", packages(Set.of("firestore"))),
            Map.entry("com.google.cloud", packages(Set.of("firestore"))),
            Map.entry("org.testcontainers", packages(Set.of("emulator"))),
            Map.entry("org.junit", packages(Set.of("emulator"))),
            Map.entry("picocli", packages(Set.of("cli"))));

    /** Members of {@code System} that tell what machine this is. */
    private static final Set<String> MACHINE = Set.of("getProperty", "getProperties");

    /** What core is given instead of fetching it, so that a test can give something else. */
    private static final DescribedPredicate<JavaAccess<?>> WORLD =
            describe("fetch time, environment or output", access -> {
                String owner = access.getTargetOwner().getFullName();
                String member = access.getTarget().getName();
                return switch (owner) {
                    case "java.lang.System" ->
                        Set.of("in", "out", "err", "getenv", "currentTimeMillis", "exit", "console")
                                        .contains(member)
                                || MACHINE.contains(member);
                    case "java.time.Clock" -> member.startsWith("system");
                    case "java.lang.Runtime" -> Set.of("exit", "halt").contains(member);
                    case "java.time.ZoneId" -> member.equals("systemDefault");
                    case "java.util.Date" -> member.equals("<init>");
                    default -> owner.startsWith("java.time.") && member.equals("now");
                };
            });

    @TestFactory
    Stream<DynamicTest> a_package_uses_only_what_it_may() {
        return MAY_USE.entrySet().stream().map(entry -> {
            Set<String> others = new TreeSet<>(MAY_USE.keySet());
            others.removeAll(entry.getValue());
            others.remove(entry.getKey());
            return test(
                    entry.getKey(),
                    noClasses()
                            .that()
                            .resideInAnyPackage(packages(Set.of(entry.getKey())))
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(packages(others)));
        });
    }

    @Test
    void every_package_stands_in_the_plan() {
        Set<String> found = new TreeSet<>();
        OURS.forEach(type -> found.add(type.getPackageName().split("\\.")[1]));
        assertThat(found).isNotEmpty().isSubsetOf(MAY_USE.keySet());
    }

    @TestFactory
    Stream<DynamicTest> a_library_is_known_only_at_home() {
        return HOME.entrySet().stream()
                .map(entry -> test(
                        entry.getKey(),
                        noClasses()
                                .that()
                                .resideOutsideOfPackages(entry.getValue())
                                .should()
                                .dependOnClassesThat()
                                .resideInAPackage(entry.getKey() + "..")));
    }

    @Test
    void core_gets_time_environment_and_output_as_arguments() {
        noClasses()
                .that()
                .resideInAnyPackage(CORE)
                .should()
                .accessTargetWhere(WORLD)
                .allowEmptyShould(true)
                .check(OURS);
    }

    @Test
    void a_backend_gets_them_too_but_may_ask_what_machine_it_is_on() {
        noClasses()
                .that()
                .resideInAnyPackage(packages(Set.of("firestore", "sql", "entities")))
                .should()
                .accessTargetWhere(WORLD.and(describe(
                        "do not ask for the machine",
                        access -> !MACHINE.contains(access.getTarget().getName()))))
                .check(OURS);
    }

    private static DynamicTest test(String name, ArchRule rule) {
        return DynamicTest.dynamicTest(name, () -> rule.allowEmptyShould(true).check(OURS));
    }

    private static String[] coreAnd(String... names) {
        return Stream.concat(Stream.of(CORE), Stream.of(packages(Set.of(names))))
                .toArray(String[]::new);
    }

    private static String[] packages(Set<String> names) {
        return names.stream().map(name -> "dbmanager." + name + "..").toArray(String[]::new);
    }
}
