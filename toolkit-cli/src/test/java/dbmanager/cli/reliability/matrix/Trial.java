package dbmanager.cli.reliability.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.cli.reliability.Answer;
import dbmanager.cli.reliability.disk.Trouble;
import dbmanager.problem.Problem;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * One strike on a shop of its own, and what must hold whatever it was: the database is the old or the new one (a Firestore may be in between), every
 * backup that was good is so, nothing was called done that is not, a failure has an exit code of the documentation and says what to do next, and the
 * next run ends in order and leaves nothing behind.
 */
final class Trial {
    private final Cell cell;
    private final Strike strike;
    private final Measures measures;
    private final Shop shop;
    private State before;
    private Answer answer;

    private Trial(Cell cell, Strike strike, Measures measures, Shop shop) {
        this.cell = cell;
        this.strike = strike;
        this.measures = measures;
        this.shop = shop;
    }

    private record State(Map<String, String> files, String content, String uploads, List<String> backups) {
        static State of(Shop shop) {
            return new State(shop.files(), shop.content(), shop.uploads(), shop.goodBackups());
        }

        boolean isSameDatabaseAs(State other) {
            return content.equals(other.content) && uploads.equals(other.uploads);
        }
    }

    static Outcome run(Cell cell, Strike strike, Measures measures, Path folder) {
        try (Shop shop = cell.engine().shop(folder)) {
            return new Trial(cell, strike, measures, shop).run();
        }
    }

    private Outcome run() {
        Operation operation = cell.operation();
        operation.prepare(shop);
        strike.prepare(shop, operation);
        before = State.of(shop);
        answer = strike.run(shop, operation);
        State after = State.of(shop);
        Outcome outcome = judge(after);
        strike.heal(shop);
        assertThat(isDead() || shop.leftovers().isEmpty())
                .as("left over: %s%n%s", shop.leftovers(), this)
                .isTrue();
        theNextRunEndsIt(after);
        return outcome;
    }

    private boolean isDead() {
        return answer.code() == Trouble.HALTED;
    }

    private Outcome judge(State after) {
        if (cell.operation() != Operation.CLEAN) {
            assertThat(after.backups()).as(toString()).containsAll(before.backups());
        }
        assertThat(after.backups()).as(toString()).isNotEmpty();
        if (isDead()) {
            boolean done = isDone(after) && !isIdle();
            assertThat(done
                            || isIdle()
                            || !cell.operation()
                                    .announcement()
                                    .matcher(answer.out())
                                    .find())
                    .as("announced what is not done: %s", this)
                    .isTrue();
            return done ? Outcome.WHOLE : unfinished(after);
        }
        if (answer.code() == normal().code()) {
            assertThat(isDone(after)).as("said to be done: %s", this).isTrue();
            return Outcome.WHOLE;
        }
        if (cell.operation().tells() && (answer.code() == 3 || answer.code() == 15)) {
            assertThat(after.isSameDatabaseAs(before)).as(toString()).isTrue();
            return Outcome.FOUND;
        }
        failsProperly();
        return after.files().equals(before.files()) && after.isSameDatabaseAs(before)
                ? Outcome.REFUSED
                : unfinished(after);
    }

    /** Whether it changes neither database nor backups, so that there is nothing by which it could be seen to be done. */
    private boolean isIdle() {
        return !cell.operation().changesDatabase() && !cell.operation().changesStore();
    }

    private Outcome unfinished(State after) {
        if (after.isSameDatabaseAs(before)) {
            return Outcome.UNTOUCHED;
        }
        assertThat(cell.engine() == Engine.FIRESTORE
                        || after.content().equals(before.content())
                        || after.content().equals(normal().content()))
                .as("neither the old nor the new database: %s%n%s", after.content(), this)
                .isTrue();
        return Outcome.RESUMED;
    }

    private void failsProperly() {
        List<Integer> codes =
                Arrays.stream(Problem.Kind.values()).map(Problem.Kind::exitCode).toList();
        assertThat(codes).as("exit codes: %s", this).contains(answer.code());
        assertThat(answer.err()).as(toString()).contains("error: ").doesNotContain("\tat ");
        assertThat(answer.next()).as(toString()).hasSizeGreaterThan(10);
    }

    private Measures.Normal normal() {
        return measures.normal(cell.engine(), cell.operation());
    }

    private boolean isDone(State after) {
        boolean database =
                after.content().equals(normal().content()) && after.uploads().equals(normal().uploads());
        return switch (cell.operation()) {
            case BACKUP -> database && after.backups().size() > before.backups().size();
            case CLEAN ->
                database && (before.backups().size() == 1 || !after.backups().equals(before.backups()));
            default -> database;
        };
    }

    private void theNextRunEndsIt(State after) {
        String[] words = strike.again(shop, cell.operation());
        Answer next =
                shop.scratches().isEmpty() ? shop.project().run(words) : shop.inProcess(List.of(), List.of(), words);
        String story = "next: " + next + "\nafter: " + this;
        assertThat(next.code()).as(story).isEqualTo(normal().code());
        State end = State.of(shop);
        assertThat(end.content()).as(story).isEqualTo(normal().content());
        assertThat(end.uploads()).as(story).isEqualTo(normal().uploads());
        if (cell.operation() == Operation.CLEAN) {
            assertThat(end.backups()).as(story).isNotEmpty();
        } else {
            assertThat(end.backups()).as(story).containsAll(after.backups());
        }
        assertThat(shop.leftovers()).as(story).isEmpty();
        assertThat(shop.scratches()).as(story).isEmpty();
        Answer status = shop.project().run("status");
        assertThat(status.code()).as("%s%n%s", status, story).isZero();
    }

    @Override
    public String toString() {
        return cell + ", " + strike.name() + "\n" + answer;
    }
}
