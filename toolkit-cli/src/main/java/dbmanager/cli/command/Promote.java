package dbmanager.cli.command;

import dbmanager.backup.RestorePoint;
import dbmanager.backup.RestorePoint.Standing;
import dbmanager.backup.RestorePoints;
import dbmanager.cli.ConsentOptions;
import dbmanager.cli.PromotionOptions;
import dbmanager.cli.Session;
import dbmanager.cli.Session.Conclusion;
import dbmanager.cli.Toolkit;
import dbmanager.cli.Turn;
import dbmanager.environment.Danger;
import dbmanager.environment.Environment;
import dbmanager.operation.Promotion;
import dbmanager.operation.Promotion.Judged;
import dbmanager.operation.Promotion.Outcome;
import dbmanager.operation.Promotion.Pair;
import dbmanager.operation.RestoreStep;
import dbmanager.operation.WayBack;
import dbmanager.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

public final class Promote implements Callable<Integer> {
    @Mixin
    private PromotionOptions options = new PromotionOptions();

    @Option(names = "--dry-run", description = "Show what would be done; change nothing.")
    private boolean dryRun;

    @Option(names = "--no-rehearsal", description = "Do not try the migrations out on the new backups first.")
    private boolean noRehearsal;

    @Option(
            names = "--back",
            paramLabel = "PROMOTION",
            description = "Bring the databases that this promotion has changed back to its restore point.")
    private Optional<String> back = Optional.empty();

    @Mixin
    private ConsentOptions consent = new ConsentOptions();

    @Mixin
    private WaitOption wait = new WaitOption();

    @Override
    public Integer call() {
        if (back.isPresent()) {
            return bringBack(options.restorePoints().find(back.get()));
        }
        Environment source = options.source();
        Session session = options.target().waiting(wait.duration());
        return dryRun
                ? session.lookTogether(toolkits -> promote(toolkits, source))
                : session.actTogether(consent, List.of(source.name()), toolkits -> promote(toolkits, source));
    }

    private Conclusion promote(List<Toolkit> targets, Environment source) {
        Toolkit any = targets.get(0);
        refuseAnotherProof(any, source);
        try (Sources sources = new Sources(targets, source)) {
            Promotion promotion = new Promotion(
                    source.name(), any.environment().name(), any.backups().restorePoints(), runner(any));
            List<Pair> pairs = sources.pairs();
            PromotionCommands commands = new PromotionCommands(source.name(), any.environment(), options.flags());
            promotion.goesOnWith(pairs).ifPresent(earlier -> tell(earlier, pairs, commands, any));
            List<Judged> judged = promotion.judge(pairs);
            PromotionLines lines = new PromotionLines(targets, commands);
            judged.forEach(
                    one -> one.plan().ifPresent(plan -> lines.plan(one.pair().name(), plan)));
            if (dryRun || judged.stream().anyMatch(one -> one.problem().isPresent())) {
                return new Conclusion(
                        judged.stream().map(one -> turn(one, source)).toList(),
                        PromotionSummary.notBegun(commands, dryRun));
            }
            if (judged.stream().anyMatch(one -> !one.plan().orElseThrow().plan().isEmpty())) {
                any.require(Danger.CHANGE);
            }
            Outcome outcome = promotion.run(judged, !noRehearsal, lines);
            return conclusion(outcome, source, commands, lines.warned());
        }
    }

    /** What the configuration says about who proves is not overruled by naming another environment. */
    private static void refuseAnotherProof(Toolkit target, Environment source) {
        target.settings()
                .provenBy(target.environment())
                .filter(prover -> !prover.equals(source.name()))
                .ifPresent(prover -> {
                    throw new OtherProof(target.environment().name(), prover, source.name());
                });
    }

    private Promotion.Runner runner(Toolkit toolkit) {
        return new Promotion.Runner(
                toolkit.surroundings().who(),
                Toolkit.tool(),
                wait.duration(),
                toolkit.surroundings().clock(),
                toolkit.printer().progress());
    }

    private static void tell(RestorePoint earlier, List<Pair> pairs, PromotionCommands commands, Toolkit toolkit) {
        toolkit.printer()
                .talk(
                        "promotion %s came to no end: %s; unless somebody is still at it, this goes on with it. To bring all"
                                + " back instead: %s",
                        earlier.id(),
                        Promotion.standings(earlier, pairs).stream()
                                .map(Standing::toString)
                                .collect(Collectors.joining("; ")),
                        commands.back(earlier.id()));
    }

    private static Turn turn(Judged judged, Environment source) {
        return judged.problem().isPresent()
                ? new Turn(judged.pair().name(), Optional.empty(), judged.problem())
                : new Turn(
                        judged.pair().name(),
                        Optional.of(PromotionView.planned(judged, source.name())),
                        Optional.empty());
    }

    private static Conclusion conclusion(
            Outcome outcome, Environment source, PromotionCommands commands, List<String> warned) {
        String where = String.join("; ", outcome.places());
        List<Turn> turns = new ArrayList<>();
        for (Promotion.Result result : outcome.results()) {
            Optional<Problem> problem = outcome.stopped()
                    .filter(stop -> stop.database().equals(result.pair().name()))
                    .map(stop -> new PromotionStopped(
                            stop.cause(),
                            where,
                            commands,
                            outcome.point().map(RestorePoint::id).orElse("")));
            turns.add(new Turn(
                    result.pair().name(),
                    Optional.of(PromotionView.of(result, source.name(), outcome.point()))
                            .filter(view -> problem.isEmpty())
                            .map(view -> view),
                    problem));
        }
        return new Conclusion(turns, PromotionSummary.of(commands, outcome, warned));
    }

    /** The databases of the source, open as long as those of the target. */
    private static final class Sources implements AutoCloseable {
        private final List<Toolkit> open = new ArrayList<>();
        private final List<Toolkit> targets;

        Sources(List<Toolkit> targets, Environment source) {
            this.targets = targets;
            targets.forEach(target -> open.add(target.in(source)));
        }

        List<Pair> pairs() {
            List<Pair> pairs = new ArrayList<>();
            for (int i = 0; i < targets.size(); i++) {
                Toolkit target = targets.get(i);
                pairs.add(new Pair(
                        open.get(i).backend(),
                        target.backend(),
                        target.migrations(),
                        target.backups(),
                        target.database().checks()));
            }
            return pairs;
        }

        @Override
        public void close() {
            open.forEach(Toolkit::close);
        }
    }

    private int bringBack(RestorePoint point) {
        Session session = options.of(point).waiting(wait.duration());
        return dryRun
                ? session.lookTogether(toolkits -> bringBack(toolkits, point))
                : session.actTogether(consent, List.of(), toolkits -> bringBack(toolkits, point));
    }

    private Conclusion bringBack(List<Toolkit> toolkits, RestorePoint point) {
        Toolkit any = toolkits.get(0);
        RestorePoints points = any.backups().restorePoints();
        Map<String, Consumer<RestoreStep>> journals = toolkits.stream()
                .collect(Collectors.toMap(toolkit -> toolkit.database().name(), RestoredView::journal));
        WayBack wayBack = new WayBack(
                point,
                points,
                any.surroundings().who(),
                (database, step) -> journals.get(database).accept(step),
                any.printer().progress());
        List<WayBack.Judged> judged = wayBack.judge(toolkits.stream()
                .map(toolkit -> new WayBack.Target(toolkit.backend(), toolkit.backups()))
                .toList());
        PromotionCommands commands = new PromotionCommands(point.source(), any.environment(), options.flags());
        if (dryRun || judged.stream().anyMatch(one -> one.problem().isPresent())) {
            return new Conclusion(
                    judged.stream().map(WayBackView::turn).toList(),
                    new WayBackSummary(point, dryRun, false, List.of()));
        }
        if (judged.stream().anyMatch(one -> one.way() != WayBack.Way.LEAVE)) {
            any.require(Danger.DESTROY);
        }
        WayBack.Outcome outcome = wayBack.run(judged);
        List<WayBack.Result> results = outcome.results();
        boolean done = results.stream().allMatch(result -> result.problem().isEmpty());
        return new Conclusion(
                results.stream()
                        .map(result -> WayBackView.turn(result, point, commands))
                        .toList(),
                new WayBackSummary(point, false, done, outcome.warnings()));
    }
}
