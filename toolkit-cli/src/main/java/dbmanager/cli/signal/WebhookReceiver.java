package dbmanager.cli.signal;

import com.google.gson.JsonObject;
import dbmanager.environment.SignalSettings.Webhook;
import dbmanager.problem.Masked;

/** A channel that people read, as Slack, Mattermost and others take messages: one JSON object with a {@code text}. */
final class WebhookReceiver implements Receiver {
    private final Webhook webhook;
    private final String command;
    private final String environment;
    private final Web web = new Web();

    WebhookReceiver(Webhook webhook, String command, String environment) {
        this.webhook = webhook;
        this.command = command;
        this.environment = environment;
    }

    @Override
    public String name() {
        return "the webhook";
    }

    @Override
    public void begins() {
        web.prepare();
    }

    @Override
    public void ended(Report report) throws Undelivered, InterruptedException {
        if (!report.isWell() || webhook.always()) {
            JsonObject message = new JsonObject();
            message.addProperty("text", text(report));
            web.postJson(webhook.url().reveal(), message.toString());
        }
    }

    private String text(Report report) {
        StringBuilder text = new StringBuilder("db-manager " + command + " of " + environment
                + (report.isWell() ? " is done" : " FAILED with exit code " + report.exitCode()) + ", by "
                + report.who() + ", after " + report.took().toSeconds() + " s");
        for (Report.Trouble trouble : report.troubles()) {
            text.append("\n")
                    .append(trouble.where().map(database -> database + ": ").orElse(""))
                    .append(trouble.happened())
                    .append("\n  next: ")
                    .append(trouble.next());
        }
        return escaped(Masked.text(text.toString()));
    }

    /** The three characters that mean something in such a text. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
