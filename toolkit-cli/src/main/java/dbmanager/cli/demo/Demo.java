package dbmanager.cli.demo;

import dbmanager.cli.DbManager;
import dbmanager.cli.Surroundings;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The story: a shop is built, filled, backed up, damaged, restored and rolled back. Every command is a real one and must end as told. */
final class Demo {
    private static final List<String> PROJECT = List.of(
            "db-manager.yaml",
            "migrations/shop/V1__create_shop.sql",
            "migrations/shop/undo/U1__create_shop.sql",
            "migrations/shop/verify/1__create_shop.sql",
            "migrations/shop/V2__add_product_status.sql",
            "migrations/shop/undo/U2__add_product_status.sql",
            "migrations/shop/verify/2__add_product_status.sql",
            "migrations/shop/R__stock_value.sql",
            "migrations/catalog/V1__first_products.yaml",
            "migrations/catalog/V2__prices_in_cents.yaml");
    private static final int NO = Problem.Kind.NEGATIVE.exitCode();

    private final Surroundings surroundings;
    private final Path folder;

    /** @param folder to make; it must not exist */
    Demo(Surroundings surroundings, Path folder) {
        this.surroundings = surroundings;
        this.folder = folder;
    }

    void tell() {
        makeProject();
        say("A shop: two migrations, a repeatable one, and a folder of product images.");
        run(0, "init");
        run(0, "migrate", "--dry-run");
        run(0, "migrate");
        run(0, "status");

        say("Sample data, taken in as one transaction.");
        ShopData.generate(folder);
        run(0, "import", "shop.json");
        run(0, "check-data");

        say(
                "A backup: the database and its images, with a manifest that is written last. Proven by restoring it into scratch.");
        run(0, "backup");
        run(0, "verify", "latest", "--level", "proven");
        run(0, "list-backups");

        say("A bad day: somebody loads a price list with the wrong decimal point, and an image is lost.");
        ShopData.damage(folder);
        run(0, "import", "wrong_prices.csv", "--table", "products", "--on-conflict", "replace", "--yes");
        run(NO, "diff", "latest", "live", "--limit", "3");

        say("Back to the backup. What was there is backed up first.");
        run(0, "restore", "latest", "--yes");
        run(0, "diff", "latest", "live");

        say("One migration back, and forward again.");
        run(0, "rollback", "-1");
        run(0, "status");
        run(0, "migrate");
        run(0, "history");

        say("What retention would keep, and why.");
        run(0, "clean", "--dry-run");
        tellOfFirestore();
        say("Everything above happened in " + folder + ". Look around, and run commands there yourself.");
    }

    private void tellOfFirestore() {
        say("The same with Firestore, on the embedded server: one model of versions, one of backups.");
        run(0, "migrate", "--env", "both", "--dry-run");
        run(0, "migrate", "--env", "both");
        run(0, "check-data", "--env", "both", "--db", "catalog");
        run(0, "backup-all", "--env", "both");
        run(0, "verify", "latest", "--env", "both", "--db", "catalog", "--level", "restored");

        say("The bad day, in Firestore: prices are overwritten. The difference is named field by field.");
        ShopData.damageCatalog(folder);
        run(0, "import", "wrong_catalog.json", "--on-conflict", "replace", "--env", "both", "--db", "catalog", "--yes");
        run(NO, "diff", "latest", "live", "--env", "both", "--db", "catalog");
        run(0, "restore", "latest", "--env", "both", "--db", "catalog", "--yes");
        run(0, "diff", "latest", "live", "--env", "both", "--db", "catalog");

        say("And one migration back: each document as it was before.");
        run(0, "rollback", "-1", "--env", "both", "--db", "catalog");
        run(0, "export", "products", "--format", "json", "--env", "both", "--db", "catalog");
        run(0, "status", "--env", "both");
    }

    private void makeProject() {
        try {
            Files.createDirectory(folder);
            for (String name : PROJECT) {
                Path file = folder.resolve(name);
                Files.createDirectories(file.getParent());
                try (InputStream text = Demo.class.getResourceAsStream(name)) {
                    Files.copy(text, file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the demo's folder " + folder, e);
        }
    }

    private void say(String text) {
        surroundings.out().println();
        surroundings.out().println("# " + text);
    }

    private void run(int expected, String... arguments) {
        surroundings.out().println();
        surroundings.out().println("$ db-manager " + String.join(" ", arguments));
        Map<String, String> variables = new HashMap<>(surroundings.variables());
        List.of("DB_MANAGER_ENV", "TESTING", "FIRESTORE_EMULATOR_HOST", "DATABASE_URL")
                .forEach(variables::remove);
        Surroundings inFolder = new Surroundings(
                variables,
                folder,
                surroundings.who(),
                surroundings.java(),
                surroundings.clock(),
                surroundings.zone(),
                surroundings.out(),
                surroundings.err(),
                false,
                question -> Optional.empty());
        int exitCode = DbManager.run(inFolder, arguments);
        if (exitCode != 0) {
            surroundings.out().println("(exit code " + exitCode + ")");
        }
        if (exitCode != expected) {
            throw new Stopped(folder, exitCode, expected, arguments);
        }
    }
}
