package dbmanager.emulator;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a server listens; the host without brackets, also one of IP version 6. */
record Address(String host, int port) {
    private static final Pattern SHAPE = Pattern.compile("(?:\\[([0-9A-Fa-f:.%]+)]|([^\\[\\]:/@\\s]+)):([0-9]{1,5})");
    private static final int LAST_PORT = 65_535;

    /** Of {@code host:port} or {@code [::1]:port}; empty for any other text. */
    static Optional<Address> parse(String text) {
        Matcher matcher = SHAPE.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int port = Integer.parseInt(matcher.group(3));
        String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        return port == 0 || port > LAST_PORT ? Optional.empty() : Optional.of(new Address(host, port));
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
