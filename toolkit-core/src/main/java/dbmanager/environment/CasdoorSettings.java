package dbmanager.environment;

import java.net.URI;

/**
 * Where a Casdoor server is, and as whom it is asked.
 *
 * @param endpoint without a path: {@code https://door.example.com}
 * @param clientId of an application of the organization
 * @param organization whose users and applications are meant
 * @param pageSize how many are asked for at once
 * @param perSecond how many requests a second at most
 */
public record CasdoorSettings(
        URI endpoint, String clientId, Secret clientSecret, String organization, int pageSize, int perSecond) {}
