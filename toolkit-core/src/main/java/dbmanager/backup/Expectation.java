package dbmanager.backup;

import dbmanager.problem.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;

/**
 * What a backup is expected to hold: what it needs, and how much less than the one before it. A deletion by mistake, an emptied folder and a disk
 * that lost half of its files all look like a good backup to everybody but this.
 *
 * @param shrink by how many per cent it may be less, whatever its size; empty for the usual rule, which is 50 % of what had at least
 *     {@value #WORTH_JUDGING}
 * @param required tables or collections that must be there, of which none may fall by more than that either
 */
public record Expectation(OptionalInt shrink, List<String> required) {
    private static final int USUAL_SHRINK = 50;
    private static final int WORTH_JUDGING = 100;

    /** Of fewer bytes, a page or a header more or less is a large share. */
    private static final long WORTH_WEIGHING = 1 << 20;

    public Expectation {
        required = List.copyOf(required);
    }

    /** Where nothing is written down. */
    public static Expectation usual() {
        return new Expectation(OptionalInt.empty(), List.of());
    }

    /** What speaks against a whole backup; empty when nothing does. Pure. */
    public List<Finding> judge(Manifest backup, Optional<Manifest> before) {
        Holdings now = Holdings.of(backup);
        List<Finding> findings = new ArrayList<>();
        for (String name : new TreeSet<>(required)) {
            if (!now.names().contains(name)) {
                findings.add(new Finding(name, "is required, and not in the backup"));
            }
        }
        before.ifPresent(earlier -> compare(now, Holdings.of(earlier), earlier.id(), findings));
        return List.copyOf(findings);
    }

    private void compare(Holdings now, Holdings then, BackupId since, List<Finding> findings) {
        int worth = shrink.isPresent() ? 1 : WORTH_JUDGING;
        fell("records", then.records(), now.records(), worth, since).ifPresent(findings::add);
        fell("bytes", then.bytes(), now.bytes(), WORTH_WEIGHING, since).ifPresent(findings::add);
        fell("files", then.files(), now.files(), worth, since).ifPresent(findings::add);
        for (String name : new TreeSet<>(required)) {
            Long rows = now.counts().get(name);
            if (rows != null) {
                fell(name, then.counts().getOrDefault(name, 0L), rows, worth, since)
                        .ifPresent(findings::add);
            }
        }
    }

    private Optional<Finding> fell(String what, long then, long now, long worth, BackupId since) {
        int allowed = shrink.orElse(USUAL_SHRINK);
        boolean tooFar = then >= worth && (then - now) * 100 > then * allowed;
        return tooFar
                ? Optional.of(new Finding(
                        what,
                        "fell from " + then + " to " + now + " since " + since + ", by more than " + allowed + " %"))
                : Optional.empty();
    }

    /** What is in a backup, as far as it can be compared. */
    private record Holdings(long records, long bytes, long files, Map<String, Long> counts, TreeSet<String> names) {
        static Holdings of(Manifest manifest) {
            long records = 0;
            long bytes = 0;
            long files = 0;
            Map<String, Long> counts = new HashMap<>();
            TreeSet<String> names = new TreeSet<>();
            for (Part part : manifest.parts()) {
                switch (part.kind()) {
                    case FILES -> files += part.records();
                    case NOTES -> {}
                    case DATABASE, COLLECTION -> {
                        records += part.records();
                        bytes += part.bytes();
                        part.contents().forEach((name, rows) -> counts.merge(name, rows, Long::sum));
                        names.addAll(part.names());
                    }
                }
            }
            return new Holdings(records, bytes, files, counts, names);
        }
    }
}
