package dbmanager.cli.command;

import dbmanager.backend.Selection;
import dbmanager.backup.BackupId;
import dbmanager.backup.BackupStore;
import dbmanager.backup.LocalStore;
import dbmanager.backup.StoreFailure;
import dbmanager.cli.ConsentOptions;
import dbmanager.cli.DatabaseOptions;
import dbmanager.cli.Session;
import dbmanager.cli.Toolkit;
import dbmanager.cli.Turn;
import dbmanager.cli.View;
import dbmanager.operation.BackupSession;
import dbmanager.problem.Problem;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

public final class BackupAll implements Callable<Integer> {
    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Override
    public Integer call() {
        Session session = database.each();
        Instant begun = database.surroundings().clock().instant();
        return session.act(new ConsentOptions(), this::backUp, turns -> {
            BackupSession summary = summary(begun, session.environment().name(), turns);
            Optional<SummaryLost> lost =
                    keep(summary, new LocalStore(session.settings().backups()));
            lost.ifPresent(why -> database.printer().warn(why.getMessage() + "; " + why.next()));
            return new BackupSessionView(summary, lost);
        });
    }

    private static Optional<SummaryLost> keep(BackupSession summary, BackupStore store) {
        try {
            summary.keep(store);
            return Optional.empty();
        } catch (StoreFailure e) {
            return Optional.of(new SummaryLost(e));
        }
    }

    /** The backups are there by now, and each said so, whatever becomes of the summary. */
    static final class SummaryLost extends Problem {
        private static final long serialVersionUID = 1L;

        SummaryLost(StoreFailure cause) {
            super(
                    Kind.UNEXPECTED,
                    "the backups are as told, but the summary of this run is not kept: " + cause.getMessage(),
                    "every backup that was told of is there",
                    cause.next(),
                    cause);
        }
    }

    private View backUp(Toolkit toolkit) {
        return TakenView.take(toolkit, Selection.all());
    }

    private static BackupSession summary(Instant begun, String environment, List<Turn> turns) {
        Map<String, BackupId> backups = new LinkedHashMap<>();
        Map<String, String> failures = new LinkedHashMap<>();
        Map<String, String> suspects = new LinkedHashMap<>();
        for (Turn turn : turns) {
            turn.answer().map(TakenView.class::cast).ifPresent(taken -> {
                backups.put(turn.database(), taken.id());
                taken.suspicion().ifPresent(suspicion -> suspects.put(turn.database(), suspicion.toString()));
            });
            turn.problem().ifPresent(problem -> failures.put(turn.database(), problem.getMessage()));
        }
        return new BackupSession(begun, environment, backups, failures, suspects);
    }
}
