package dbmanager.cli.schedule;

import dbmanager.schedule.Agenda;
import dbmanager.schedule.Job;
import dbmanager.schedule.Timing;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What somebody else has to run, and with what.
 *
 * @param owner for which schedule
 * @param backups where they go
 * @param launcher the words that start db-manager
 * @param javaHome of the Java that runs this
 * @param path the {@code PATH} of this process, for programs such as {@code pg_dump}
 * @param jitter how much later than its moment a job may begin
 * @param zoneOfMachine in which cron and Windows read times
 * @param image for containers
 */
record Orders(
        Owner owner,
        Path backups,
        List<String> launcher,
        String javaHome,
        String path,
        Agenda agenda,
        Duration jitter,
        ZoneId zoneOfMachine,
        String image) {

    String name() {
        return owner.name();
    }

    String environment() {
        return owner.environment();
    }

    Path configuration() {
        return owner.configuration();
    }

    Path folder() {
        return owner.folder();
    }

    String mark() {
        return owner.mark();
    }

    List<Job> jobs() {
        return agenda.jobs();
    }

    Timing timing(Job job) {
        return agenda.timing(job);
    }

    /**
     * For who reads five fields, and may take a step behind a star for a limit as any other: then a day would need to be only one of both, where
     * it has to be both in a crontab. So does Kubernetes (robfig/cron 3); of GitHub nobody says.
     *
     * @throws NotThere when the timing is one that would be read otherwise
     */
    String unmistakableCron(Job job, String who) {
        if (timing(job).isOnBoth()) {
            throw new NotThere(
                    "\"" + timing(job).text() + "\" is for days of the month that are certain days of the week, and "
                            + who + " may run it on either",
                    "limit only one of them, or use `--for systemd`, `--for cron` or `db-manager schedule run`");
        }
        return timing(job).cron();
    }

    String nameOf(Job job) {
        return name() + "-" + job.key();
    }

    /** As the arguments of db-manager. */
    List<String> arguments(Job job, String configurationThere) {
        List<String> words = new ArrayList<>(job.words());
        words.addAll(List.of("--env", environment(), "--config", configurationThere));
        return words;
    }

    /** On this machine. */
    List<String> words(Job job) {
        List<String> words = new ArrayList<>(launcher);
        words.addAll(arguments(job, configuration().toString()));
        return words;
    }

    /** The name by which others know the zone. */
    String zoneName() {
        String id = agenda.zone().getId();
        return id.equals("Z") || id.equals("UTC") ? "Etc/UTC" : id;
    }

    /** @throws NotThere where somebody reads times in the zone of the machine, and another is meant */
    void requireZoneOfMachine(String who) {
        if (!agenda.zone().getRules().equals(zoneOfMachine.getRules())) {
            throw new NotThere(
                    who + " reads times in the zone of the machine, " + zoneOfMachine + ", and the schedule means "
                            + agenda.zone(),
                    "give the machine that zone, leave `zone:` out, or use `--for systemd` or `db-manager schedule run`");
        }
    }

    /** @throws NotThere where times are only known in zones that have a name */
    void requireNamedZone(String who) {
        if (agenda.zone().getId().toUpperCase(Locale.ROOT).matches("[+-].*|(UTC|GMT|UT)[+-].*")) {
            throw new NotThere(
                    who + " knows zones by name, and " + agenda.zone() + " is an offset",
                    "write it like `zone: Europe/Berlin`");
        }
    }
}
