package dbmanager.cli.reliability.matrix;

import dbmanager.cli.reliability.Answer;
import dbmanager.cli.reliability.disk.Trouble;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The process or its disk fails while it works. */
enum DiskFault implements Fault {
    DEATH("killed at a write step") {
        @Override
        public List<Strike> strikes(Engine engine, Operation operation, Measures measures) {
            return steps(measures.extent(engine, operation), Trouble.Kind.DEATH, 0.5, LATE, 0.25, 0.75, 1);
        }

        @Override
        public Optional<String> places(Engine engine, Operation operation, Measures measures) {
            return Optional.of(measures.extent(engine, operation).steps() + " steps");
        }
    },
    POWER_LOSS("power lost at a write step: what was not forced is gone") {
        @Override
        public List<Strike> strikes(Engine engine, Operation operation, Measures measures) {
            Measures.Extent extent = measures.extent(engine, operation);
            List<Strike> strikes = new ArrayList<>();
            strikes.addAll(steps(extent, Trouble.Kind.POWER_LOSS_WITH_NAMES, LATE, 0.6));
            strikes.addAll(steps(extent, Trouble.Kind.POWER_LOSS, LATE, 0.6));
            return strikes;
        }

        /** At each step, the names that were not forced can be there or not. */
        @Override
        public Optional<String> places(Engine engine, Operation operation, Measures measures) {
            return Optional.of(2 * measures.extent(engine, operation).steps() + " ways");
        }
    },
    FULL("disk full at a byte") {
        @Override
        public List<Strike> strikes(Engine engine, Operation operation, Measures measures) {
            long bytes = measures.extent(engine, operation).bytes();
            return Measures.spread(bytes, 0.5, 0.9).stream()
                    .map(at -> onDisk(Trouble.Kind.FULL, at, bytes))
                    .toList();
        }

        @Override
        public Optional<String> places(Engine engine, Operation operation, Measures measures) {
            return Optional.of(measures.extent(engine, operation).bytes() + " bytes");
        }
    },
    FILE_LIMIT("files may not grow beyond a limit") {
        @Override
        public Optional<String> unless(Engine engine, Operation operation) {
            return engine == Engine.POSTGRESQL
                    ? Optional.of("its files are the server's; what the command writes itself is below the limit")
                    : Optional.empty();
        }

        @Override
        public List<Strike> strikes(Engine engine, Operation operation, Measures measures) {
            return List.of(limited(24), limited(48));
        }
    },
    READ_ONLY("the backups can only be read") {
        @Override
        public List<Strike> strikes(Engine engine, Operation operation, Measures measures) {
            return List.of(onDisk(Trouble.Kind.READ_ONLY_BACKUPS, 0, 0));
        }
    };

    /** Not at the end, where what is left is the line in the journal. */
    private static final double LATE = 0.9;

    private final String title;

    DiskFault(String title) {
        this.title = title;
    }

    static List<Fault> all() {
        return List.of(values());
    }

    @Override
    public String title() {
        return title;
    }

    /** The others work with several threads. */
    @Override
    public boolean isRepeatable(Engine engine) {
        return engine == Engine.SQLITE;
    }

    private static List<Strike> steps(Measures.Extent extent, Trouble.Kind kind, double... parts) {
        return Measures.spread(extent.steps(), parts).stream()
                .map(step -> onDisk(kind, step, extent.steps()))
                .toList();
    }

    private static Strike onDisk(Trouble.Kind kind, long at, long all) {
        return new Strike() {
            @Override
            public String name() {
                return kind + " at " + at + " of " + all;
            }

            @Override
            public Answer run(Shop shop, Operation operation) {
                return shop.onDisk(kind, at, operation.words(shop));
            }
        };
    }

    /** @param blocks of 512 bytes; POSIX leaves the unit of {@code ulimit -f} at that */
    private static Strike limited(int blocks) {
        return new Strike() {
            @Override
            public String name() {
                return blocks + " blocks";
            }

            @Override
            public Answer run(Shop shop, Operation operation) {
                return shop.inProcess(
                        List.of("sh", "-c", "ulimit -f " + blocks + "; exec \"$@\"", "sh"),
                        List.of(),
                        operation.words(shop));
            }
        };
    }
}
