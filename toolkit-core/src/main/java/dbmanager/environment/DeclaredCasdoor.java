package dbmanager.environment;

import dbmanager.yaml.Block;
import dbmanager.yaml.Place;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/** {@code casdoor:} as the file declares it, its variables not expanded. */
record DeclaredCasdoor(
        Place place, Text endpoint, Text clientId, Text clientSecret, Text organization, int pageSize, int perSecond) {
    private static final List<String> KEYS =
            List.of("endpoint", "client-id", "client-secret", "organization", "page", "rate");
    private static final long PAGE = 100;
    private static final long LARGEST_PAGE = 1000;
    private static final long RATE = 5;
    private static final long HIGHEST_RATE = 100;

    static DeclaredCasdoor of(Block block) {
        block.allow(KEYS);
        return new DeclaredCasdoor(
                block.place(),
                Text.of(block.need("endpoint")),
                Text.of(block.need("client-id")),
                Text.of(block.need("client-secret")),
                Text.of(block.need("organization")),
                number(block, "page", PAGE, LARGEST_PAGE),
                number(block, "rate", RATE, HIGHEST_RATE));
    }

    private static int number(Block block, String key, long usual, long most) {
        long number = block.number(key).orElse(usual);
        if (number < 1 || number > most) {
            throw new BadSetting(
                    block.placeOf(key),
                    key + " of casdoor is not from 1 to " + most,
                    "give it such a number, or remove it");
        }
        return (int) number;
    }

    /** @throws MissingVariable when it refers to a variable that is not set */
    CasdoorSettings expand(Variables variables) {
        return new CasdoorSettings(
                uri(endpoint.expand(variables)),
                filled(clientId, variables),
                new Secret(filled(clientSecret, variables)),
                filled(organization, variables),
                pageSize,
                perSecond);
    }

    private static String filled(Text text, Variables variables) {
        return text.expandOptional(variables)
                .orElseThrow(() -> new BadSetting(text.place(), text.key() + " is empty", "give it a value"));
    }

    private URI uri(String text) {
        try {
            URI uri = new URI(text.strip().replaceFirst("/+$", ""));
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (web && uri.getHost() != null && uri.getUserInfo() == null && uri.getQuery() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // its text may hold a secret: the message says no more than the line
        }
        throw new BadSetting(
                endpoint.place(),
                endpoint.key() + " is no address of a server",
                "write it like https://door.example.com, without user, password or query");
    }
}
