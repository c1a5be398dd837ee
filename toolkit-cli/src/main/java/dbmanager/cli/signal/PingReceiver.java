package dbmanager.cli.signal;

import dbmanager.environment.Secret;
import dbmanager.environment.SignalSettings.Ping;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A monitor that raises the alarm when it hears nothing, as healthchecks.io does. One address is for one command, since a {@code clean} that
 * went well would hide a backup that did not: for the nightly backup or, where the address has {@code {command}} in it, for each of them. Each of
 * the three addresses is judged by itself.
 */
final class PingReceiver implements Receiver {
    private static final String COMMAND = "{command}";
    private static final String NIGHTLY = "backup-all";

    private final Ping ping;
    private final String command;
    private final Web web = new Web();

    PingReceiver(Ping ping, String command) {
        this.ping = ping;
        this.command = command;
    }

    static boolean wants(Ping ping, String command) {
        return Stream.of(ping.start(), ping.success(), ping.fail())
                .flatMap(Optional::stream)
                .anyMatch(url -> isFor(command, url));
    }

    private static boolean isFor(String command, Secret url) {
        return command.equals(NIGHTLY) || url.reveal().contains(COMMAND);
    }

    @Override
    public String name() {
        return "the ping";
    }

    @Override
    public void begins() throws Undelivered, InterruptedException {
        web.prepare();
        send(ping.start());
    }

    @Override
    public void ended(Report report) throws Undelivered, InterruptedException {
        send(report.isWell() ? ping.success() : ping.fail());
    }

    private void send(Optional<Secret> url) throws Undelivered, InterruptedException {
        Optional<Secret> own = url.filter(any -> isFor(command, any));
        if (own.isPresent()) {
            web.get(own.get().reveal().replace(COMMAND, command));
        }
    }
}
