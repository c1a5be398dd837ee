package dbmanager.cli.command;

import dbmanager.cli.DatabaseOptions;
import dbmanager.cli.Toolkit;
import dbmanager.cli.View;
import dbmanager.migration.Timeline;
import dbmanager.migration.Timeline.Moment;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

public final class ListMigrations implements Callable<Integer> {
    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Override
    public Integer call() {
        return database.each().look(this::list);
    }

    private View list(Toolkit toolkit) {
        Timeline timeline = toolkit.migrator().timeline();
        return Answer.of(
                Json.of(
                        "current", timeline.current(),
                        "migrations",
                                timeline.moments().stream().map(MomentJson::of).toList()),
                timeline.moments().isEmpty()
                        ? List.of("no migrations in " + toolkit.database().migrations()
                                + "; `db-manager create-migration NAME` makes one")
                        : table(timeline.moments()));
    }

    private static List<String> table(List<Moment> moments) {
        Columns columns = new Columns("version", "state", "undo", "applied", "description");
        for (Moment moment : moments) {
            columns.add(
                    moment.key().version().map(Object::toString).orElse("R"),
                    Words.plain(moment.state()),
                    moment.shipped().map(m -> m.reversible() ? "yes" : "no").orElse("-"),
                    moment.entry().map(entry -> entry.when().toString()).orElse("-"),
                    moment.key().description() + (moment.reason().isEmpty() ? "" : "  (" + moment.reason() + ")"));
        }
        return columns.lines();
    }
}
