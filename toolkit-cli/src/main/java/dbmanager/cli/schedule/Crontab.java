package dbmanager.cli.schedule;

import dbmanager.problem.Problem;
import dbmanager.schedule.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Our lines in a crontab, between two marks. Variables are set for each command and not for the table: a line such as {@code PATH=…} would hold
 * for everybody's lines below it.
 */
final class Crontab {
    private Crontab() {}

    static List<Document> documents(Orders orders) {
        orders.requireZoneOfMachine("cron");
        return List.of(new Document("crontab", block(orders)));
    }

    private static String block(Orders orders) {
        List<String> lines = new ArrayList<>();
        lines.add(begin(orders.owner()));
        orders.jobs().forEach(job -> lines.add(line(orders, job)));
        lines.add(end(orders.owner()));
        return String.join("\n", lines) + "\n";
    }

    private static String begin(Owner owner) {
        return "# BEGIN " + owner.mark();
    }

    private static String end(Owner owner) {
        return "# END " + owner.mark();
    }

    private static String line(Orders orders, Job job) {
        long delay = orders.agenda().delay(job).toSeconds();
        String command = (delay == 0 ? "" : "sleep " + delay + " && ")
                + "cd " + quoted(orders.folder().toString())
                + " && PATH=" + quoted(orders.path())
                + " JAVA_HOME=" + quoted(orders.javaHome()) + " "
                + orders.words(job).stream().map(Crontab::quoted).collect(Collectors.joining(" "));
        // for cron, a % is the end of the line
        return orders.timing(job).cron() + " " + command.replace("%", "\\%");
    }

    /** A word for a shell of Unix. */
    static String quoted(String word) {
        return word.matches("[A-Za-z0-9_@+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /**
     * The table with our lines in place of those that we wrote before, or without any.
     *
     * @throws TableDamaged when the end of ours is not there
     */
    static String with(String table, Owner owner, Optional<String> block) {
        List<String> kept = new ArrayList<>();
        boolean ours = false;
        for (String line : table.lines().toList()) {
            if (!ours && line.equals(begin(owner))) {
                ours = true;
            } else if (ours && line.equals(end(owner))) {
                ours = false;
            } else if (!ours) {
                kept.add(line);
            }
        }
        if (ours) {
            throw new TableDamaged(end(owner));
        }
        String others = kept.isEmpty() ? "" : String.join("\n", kept) + "\n";
        return others + block.orElse("");
    }

    /** Nobody can say where our lines end and those of others begin. */
    static final class TableDamaged extends Problem {
        private static final long serialVersionUID = 1L;

        TableDamaged(String end) {
            super(
                    Kind.REFUSED,
                    "the crontab has the beginning of our lines and not their end",
                    "the crontab is as it was",
                    "put the line `" + end + "` where they end (`crontab -e`), and repeat the command");
        }
    }
}
