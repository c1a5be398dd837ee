package dbmanager.cli.schedule;

import dbmanager.cli.Printer;
import dbmanager.cli.View;
import dbmanager.schedule.Agenda;
import dbmanager.schedule.Job;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What runs when, by the configuration. Whether anybody keeps to it is not known here. */
record AgendaView(String environment, Agenda agenda, Instant now) implements View {
    @Override
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("environment", environment);
        json.put("zone", agenda.zone().getId());
        json.put("jobs", agenda.jobs().stream().map(this::json).toList());
        return json;
    }

    private Map<String, Object> json(Job job) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("job", job.key());
        json.put("timing", agenda.timing(job).text());
        json.put("cron", agenda.timing(job).cron());
        json.put("delay_seconds", agenda.delay(job).toSeconds());
        json.put("next", agenda.next(job, now).toString());
        return json;
    }

    @Override
    public void text(Printer out) {
        int job = width(agenda.jobs().stream().map(Job::key).toList());
        int timing = width(
                agenda.jobs().stream().map(each -> agenda.timing(each).text()).toList());
        for (Job each : agenda.jobs()) {
            out.line(
                    "%-" + job + "s  %-" + timing + "s  next %s",
                    each.key(),
                    agenda.timing(each).text(),
                    agenda.next(each, now));
        }
        out.line("in the zone %s; `db-manager schedule run` keeps to it, or --for cron, systemd, …", agenda.zone());
    }

    private static int width(List<String> texts) {
        return texts.stream().mapToInt(String::length).max().orElse(1);
    }
}
