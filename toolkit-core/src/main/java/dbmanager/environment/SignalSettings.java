package dbmanager.environment;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Who hears how commands on an environment went.
 *
 * @param metrics a text file for Prometheus
 */
public record SignalSettings(Optional<Path> metrics, Optional<Ping> ping, Optional<Webhook> webhook) {
    public static SignalSettings none() {
        return new SignalSettings(Optional.empty(), Optional.empty(), Optional.empty());
    }

    public boolean isNone() {
        return metrics.isEmpty() && ping.isEmpty() && webhook.isEmpty();
    }

    public SignalSettings withoutPing() {
        return new SignalSettings(metrics, Optional.empty(), webhook);
    }

    /** Addresses that are asked for when a command begins, and when it ended well or badly. */
    public record Ping(Optional<Secret> start, Optional<Secret> success, Optional<Secret> fail) {}

    /**
     * Where a message goes, as Slack takes them.
     *
     * @param always also when a command ended well
     */
    public record Webhook(Secret url, boolean always) {}
}
