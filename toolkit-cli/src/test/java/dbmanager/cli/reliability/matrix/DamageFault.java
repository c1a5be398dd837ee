package dbmanager.cli.reliability.matrix;

import dbmanager.backup.Manifest;
import dbmanager.backup.Part;
import dbmanager.file.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The newer backup is not what was written. */
enum DamageFault implements Fault {
    TRUNCATED("a part is cut off") {
        @Override
        public List<Strike> strikes(Engine engine, Operation operation, Measures measures) {
            return onParts(operation, Harm.cuts());
        }
    },
    FLIPPED_BIT("one bit of a part is another") {
        @Override
        public Optional<String> unless(Engine engine, Operation operation) {
            return operation == Operation.CLEAN ? Optional.of(READS_NO_PART) : super.unless(engine, operation);
        }

        @Override
        public List<Strike> strikes(Engine engine, Operation operation, Measures measures) {
            return onParts(operation, Harm.flips());
        }
    },
    MISSING_PART("a part is missing") {
        @Override
        public List<Strike> strikes(Engine engine, Operation operation, Measures measures) {
            return onParts(operation, List.of(Harm.gone()));
        }
    },
    SWAPPED_PARTS("a part is that of another backup") {
        @Override
        public Optional<String> unless(Engine engine, Operation operation) {
            if (operation == Operation.CLEAN) {
                return Optional.of(READS_NO_PART);
            }
            return operation == Operation.RECOVER
                    ? Optional.of("its database is missing, so there is no other backup to swap with")
                    : super.unless(engine, operation);
        }

        @Override
        public List<Strike> strikes(Engine engine, Operation operation, Measures measures) {
            List<Strike> strikes = new ArrayList<>();
            for (Part.Kind kind : kinds(operation)) {
                strikes.add(new Damage(kind + " swapped", shop -> swap(shop, kind)));
            }
            return strikes;
        }
    },
    FLIPPED_MANIFEST("one bit of the manifest is another") {
        @Override
        public List<Strike> strikes(Engine engine, Operation operation, Measures measures) {
            return onManifest(Harm.flips());
        }
    },
    MISSING_MANIFEST("the manifest is missing or cut off") {
        @Override
        public List<Strike> strikes(Engine engine, Operation operation, Measures measures) {
            List<Harm> harms = new ArrayList<>(List.of(Harm.gone()));
            harms.addAll(Harm.cuts());
            return onManifest(harms);
        }
    },
    HOSTILE_ARCHIVE("a folder's archive leads out of it, is a bomb, or has a link or a name twice") {
        @Override
        public Optional<String> unless(Engine engine, Operation operation) {
            return operation.unpacksFolders() ? Optional.empty() : Optional.of("unpacks no folder");
        }

        @Override
        public List<Strike> strikes(Engine engine, Operation operation, Measures measures) {
            return Stream.of(HostileZip.values())
                    .map(zip -> (Strike) new Damage(zip.toString(), zip::plant))
                    .toList();
        }
    };

    private static final String READS_NO_PART =
            "looks at the sizes of parts and reads none: what rots after the last `verify` is found by the next";

    private final String title;

    DamageFault(String title) {
        this.title = title;
    }

    static List<Fault> all() {
        return List.of(values());
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public Optional<String> unless(Engine engine, Operation operation) {
        return operation.readsBackup() || operation.changesStore() ? Optional.empty() : Optional.of("reads no backup");
    }

    /** Which kinds of parts the operation reads. */
    private static List<Part.Kind> kinds(Operation operation) {
        return operation.unpacksFolders() ? List.of(Part.Kind.DATABASE, Part.Kind.FILES) : List.of(Part.Kind.DATABASE);
    }

    private static List<Strike> onParts(Operation operation, List<Harm> harms) {
        List<Strike> strikes = new ArrayList<>();
        for (Harm harm : harms) {
            for (Part.Kind kind : kinds(operation)) {
                strikes.add(new Damage(
                        kind + " " + harm.name(), shop -> harm.deed().to(part(shop, shop.backup(), kind))));
            }
        }
        return strikes;
    }

    private static List<Strike> onManifest(List<Harm> harms) {
        return harms.stream()
                .map(harm -> (Strike) new Damage(
                        harm.name(),
                        shop -> harm.deed().to(folder(shop, shop.backup()).resolve(Manifest.NAME))))
                .toList();
    }

    private static Path folder(Shop shop, String backup) {
        return shop.project().path("backups").resolve(backup);
    }

    /** A collection is to Firestore what a database is to the others. */
    private static Path part(Shop shop, String backup, Part.Kind kind) {
        Part found = shop.catalog().find(backup, any -> true).manifest().orElseThrow().parts().stream()
                .filter(part -> (part.kind() == Part.Kind.FILES) == (kind == Part.Kind.FILES))
                .filter(part -> part.kind() != Part.Kind.NOTES)
                .max(java.util.Comparator.comparingLong(Part::bytes))
                .orElseThrow();
        return folder(shop, backup).resolve(found.name());
    }

    /** With that of a backup of what came after, which has the same name and other bytes. */
    private static void swap(Shop shop, Part.Kind kind) throws IOException {
        shop.project().run("backup").works();
        String newest = shop.project().newestBackup();
        Path other = part(shop, newest, kind);
        Files.write(part(shop, shop.backup(), kind), Files.readAllBytes(other));
        FileTree.delete(folder(shop, newest));
    }

    /** Of the newer backup, which is as it was after it. */
    private static final class Damage implements Strike {
        private final String name;
        private final Doer doer;
        private final Map<Path, byte[]> whole = new HashMap<>();

        private interface Doer {
            void harm(Shop shop) throws IOException;
        }

        Damage(String name, Doer doer) {
            this.name = name;
            this.doer = doer;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void prepare(Shop shop, Operation operation) {
            try (Stream<Path> files = Files.list(folder(shop, shop.backup()))) {
                for (Path file : files.toList()) {
                    whole.put(file, Files.readAllBytes(file));
                }
                doer.harm(shop);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void heal(Shop shop) {
            try {
                for (Map.Entry<Path, byte[]> file : whole.entrySet()) {
                    if (Files.isDirectory(file.getKey().getParent())) {
                        Files.write(file.getKey(), file.getValue());
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
