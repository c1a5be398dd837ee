package dbmanager.cli.reliability.matrix;

import dbmanager.cli.reliability.Answer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The database is not the one that is meant, or not free to be replaced. */
enum TargetFault implements Fault {
    OTHER_DATABASE("the backup is of another database") {
        @Override
        public Optional<String> unless(Engine engine, Operation operation) {
            return operation == Operation.RESTORE ? Optional.empty() : Optional.of(NAMES_NO_BACKUP_TO_RESTORE);
        }

        @Override
        Strike strike() {
            return new Strike() {
                @Override
                public String name() {
                    return "made anew";
                }

                @Override
                public void prepare(Shop shop, Operation operation) {
                    shop.lose();
                    shop.project().run("migrate", "1").works();
                    shop.sell("cocoa");
                }

                @Override
                public String[] again(Shop shop, Operation operation) {
                    return and(operation.words(shop), "--other-database");
                }
            };
        }
    },
    NOT_EMPTY("the place is not empty, and nobody said that it may go") {
        @Override
        public Optional<String> unless(Engine engine, Operation operation) {
            return switch (operation) {
                case RESTORE -> Optional.empty();
                case RECOVER -> Optional.of("begins where nothing, or nothing that can be read, is in the place");
                default -> Optional.of(REPLACES_NOTHING);
            };
        }

        @Override
        Strike strike() {
            return new Strike() {
                @Override
                public String name() {
                    return "without --yes";
                }

                @Override
                public Answer run(Shop shop, Operation operation) {
                    return shop.project().run("restore", shop.backup());
                }
            };
        }
    },
    IN_USE("somebody else has it open") {
        @Override
        public Optional<String> unless(Engine engine, Operation operation) {
            if (engine == Engine.FIRESTORE) {
                return Optional.of("a Firestore is never in use: everybody may write at any time");
            }
            return operation == Operation.RECOVER ? Optional.of("what is missing nobody has open") : Optional.empty();
        }

        @Override
        Strike strike() {
            return new Beside("a second session", Shop::open);
        }
    },
    LOCKED("somebody else has it locked") {
        @Override
        public Optional<String> unless(Engine engine, Operation operation) {
            return operation == Operation.RECOVER && engine != Engine.FIRESTORE
                    ? Optional.of("what is missing nobody has locked")
                    : Optional.empty();
        }

        @Override
        Strike strike() {
            return new Beside("exclusively", Shop::locked);
        }

        /** Who keeps or changes something waits half a minute. */
        @Override
        public boolean isSlow(Engine engine, Operation operation) {
            return operation != Operation.MIGRATE && operation != Operation.ROLLBACK;
        }
    },
    GUARDED("it is guarded, and nobody consented by name") {
        @Override
        public Optional<String> unless(Engine engine, Operation operation) {
            return operation.changesDatabase()
                    ? Optional.empty()
                    : Optional.of("changes no database, so nobody is asked");
        }

        @Override
        Strike strike() {
            return new Strike() {
                @Override
                public String name() {
                    return "with --yes";
                }

                @Override
                public void prepare(Shop shop, Operation operation) {
                    String open = new String(shop.project().read(CONFIGURATION), StandardCharsets.UTF_8);
                    shop.project().write(CONFIGURATION, open.replace("  dev:\n", "  dev:\n    protection: guarded\n"));
                }

                @Override
                public String[] again(Shop shop, Operation operation) {
                    return and(operation.words(shop), "--confirm", "dev");
                }
            };
        }
    };

    private static final String CONFIGURATION = "db-manager.yaml";
    private static final String REPLACES_NOTHING = "replaces nothing";
    private static final String NAMES_NO_BACKUP_TO_RESTORE = "puts no backup of the user's choice into a database";

    private final String title;

    TargetFault(String title) {
        this.title = title;
    }

    static List<Fault> all() {
        return List.of(values());
    }

    @Override
    public String title() {
        return title;
    }

    abstract Strike strike();

    @Override
    public List<Strike> strikes(Engine engine, Operation operation, Measures measures) {
        return List.of(strike());
    }

    private static String[] and(String[] words, String... more) {
        return Stream.concat(Stream.of(words), Stream.of(more)).toArray(String[]::new);
    }

    /** While somebody else is there. */
    private record Beside(String name, Way way) implements Strike {
        private interface Way {
            AutoCloseable into(Shop shop);
        }

        @Override
        public Answer run(Shop shop, Operation operation) {
            String[] wait = Shop.waiting(operation).stream().toArray(String[]::new);
            try (AutoCloseable other = way.into(shop)) {
                return shop.project().run(and(operation.words(shop), wait));
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
