package dbmanager.cli.command;

import dbmanager.cli.DatabaseOptions;
import dbmanager.cli.Toolkit;
import dbmanager.cli.View;
import dbmanager.migration.Timeline.Moment;
import dbmanager.problem.Problem;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;

public final class Validate implements Callable<Integer> {
    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Override
    public Integer call() {
        return database.each().look(this::validate);
    }

    private View validate(Toolkit toolkit) {
        List<Moment> inTheWay = toolkit.migrator().timeline().objections().toList();
        var json = Json.of(
                "valid",
                inTheWay.isEmpty(),
                "in_the_way",
                inTheWay.stream().map(MomentJson::of).toList());
        if (inTheWay.isEmpty()) {
            return Answer.of(json, "valid: nothing is in the way of a migration");
        }
        Stream<String> lines = inTheWay.stream()
                .map(moment -> moment.key() + " is " + Words.plain(moment.state()) + ": " + moment.reason());
        String next = "next: `db-manager repair --dry-run` and `db-manager merge --dry-run` show what could be done";
        return Answer.of(json, Stream.concat(lines, Stream.of(next)).toList())
                .withExitCode(Problem.Kind.CONFLICT.exitCode());
    }
}
