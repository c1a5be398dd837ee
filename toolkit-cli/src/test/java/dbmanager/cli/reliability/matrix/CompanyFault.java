package dbmanager.cli.reliability.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.cli.reliability.Answer;
import dbmanager.cli.reliability.Child;
import dbmanager.problem.Problem;
import java.util.List;
import java.util.Optional;

/** Another process of ours works on the same database at the same time. */
enum CompanyFault implements Fault {
    THE_SAME("the same command in another process at the same time") {
        @Override
        public List<Strike> strikes(Engine engine, Operation operation, Measures measures) {
            return List.of(new Together(operation));
        }
    },
    A_BACKUP("a backup in another process at the same time") {
        @Override
        public Optional<String> unless(Engine engine, Operation operation) {
            return switch (operation) {
                case BACKUP -> Optional.of("that is the same command twice");
                case RECOVER -> Optional.of("what is missing cannot be backed up");
                default -> Optional.empty();
            };
        }

        @Override
        public List<Strike> strikes(Engine engine, Operation operation, Measures measures) {
            return List.of(new Together(Operation.BACKUP));
        }
    };

    private final String title;

    CompanyFault(String title) {
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
    public boolean isRepeatable(Engine engine) {
        return false;
    }

    /** Both end in order, or one gives way with an error that says so. What the other does is judged like what is struck. */
    private record Together(Operation other) implements Strike {
        @Override
        public String name() {
            return "with " + other.title();
        }

        @Override
        public Answer run(Shop shop, Operation operation) {
            try (Child beside = shop.child(other.words(shop));
                    Child struck = shop.child(operation.words(shop))) {
                return judge(struck.answer(), beside.answer(), operation);
            }
        }

        /** Where the same was asked for twice, it is done if one of them did it. */
        private Answer judge(Answer struck, Answer beside, Operation operation) {
            boolean besideWorked = beside.code() == 0 || (other == Operation.DIFF && beside.code() == 3);
            if (!besideWorked) {
                beside.fails(beside.code());
                assertThat(GIVING_WAY).as(beside.toString()).contains(beside.code());
            }
            return other == operation && struck.code() != 0 && besideWorked ? beside : struck;
        }
    }

    /** Locked by the other; or what was there when it began is another by now. */
    private static final List<Integer> GIVING_WAY = List.of(
            Problem.Kind.LOCKED.exitCode(), Problem.Kind.UNREACHABLE.exitCode(), Problem.Kind.DAMAGED.exitCode());
}
