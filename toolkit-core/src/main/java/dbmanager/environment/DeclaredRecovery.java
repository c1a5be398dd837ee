package dbmanager.environment;

import dbmanager.yaml.Block;
import dbmanager.yaml.Item;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code recovery:} as the file declares it, its variables not expanded. */
record DeclaredRecovery(Optional<Text> contact, Optional<Duration> rto, Optional<Duration> rpo, boolean unattendedOk) {
    private static final List<String> KEYS = List.of("contact", "rto", "rpo", "unattended-ok");
    private static final Pattern SPAN = Pattern.compile("([1-9][0-9]{0,5}) ?(s|min|m|h|d)");

    static DeclaredRecovery none() {
        return new DeclaredRecovery(Optional.empty(), Optional.empty(), Optional.empty(), false);
    }

    static DeclaredRecovery of(Block block) {
        block.allow(KEYS);
        return new DeclaredRecovery(
                Text.find(block, "contact"),
                block.find("rto").map(DeclaredRecovery::span),
                block.find("rpo").map(DeclaredRecovery::span),
                block.find("unattended-ok").map(Item::truth).orElse(false));
    }

    static Duration span(Item item) {
        Matcher span = SPAN.matcher(item.raw());
        if (!span.matches()) {
            throw item.complain(item.name() + " is no span of time", "write it like 30m, 4h or 2d");
        }
        long amount = Long.parseLong(span.group(1));
        return switch (span.group(2)) {
            case "s" -> Duration.ofSeconds(amount);
            case "h" -> Duration.ofHours(amount);
            case "d" -> Duration.ofDays(amount);
            default -> Duration.ofMinutes(amount);
        };
    }

    RecoverySettings expand(Variables variables) {
        return new RecoverySettings(contact.flatMap(text -> text.expandOptional(variables)), rto, rpo, unattendedOk);
    }
}
