package dbmanager.cli.command;

import dbmanager.backup.RestorePoint;
import dbmanager.backup.RestorePoint.Standing;
import dbmanager.backup.RestorePoints;
import dbmanager.cli.Printer;
import dbmanager.cli.Toolkit;
import java.util.Map;
import java.util.Optional;

/** A promotion that came to no end, as one of its databases sees it. */
record UnfinishedPromotion(String id, Standing standing, PromotionCommands commands) {

    /** @param flags where the configuration is, as it was given */
    static Optional<UnfinishedPromotion> of(Toolkit toolkit, String flags) {
        return newest(toolkit)
                .flatMap(point -> point.member(toolkit.database().name())
                        .map(member -> new UnfinishedPromotion(
                                point.id(),
                                member.standing(toolkit.backend().history()),
                                new PromotionCommands(point.source(), toolkit.environment(), flags))));
    }

    /** A record that is damaged must not keep the status from being told. */
    private static Optional<RestorePoint> newest(Toolkit toolkit) {
        try {
            return toolkit.backups()
                    .restorePoints()
                    .unfinished(toolkit.environment().name(), toolkit.database().name());
        } catch (RestorePoints.Damaged e) {
            toolkit.printer().warn(e.getMessage() + ": " + e.next());
            return Optional.empty();
        }
    }

    Map<String, Object> json() {
        return Json.of(
                "promotion", id,
                "source", commands.source(),
                "standing", Words.name(standing.place()),
                "go_on", commands.goOnPlain(),
                "back", commands.backPlain(id));
    }

    void text(Printer out) {
        out.line("promotion  %s", out.bad(id + " came to no end: " + standing));
        out.line("           go on: %s; or bring all back: %s", commands.goOn(), commands.back(id));
    }
}
