package dbmanager.casdoor;

import java.util.Locale;

/** What Casdoor can be asked to list, all of an organization. */
public enum Listing {
    /** Of {@code GetUsers} in controllers/user.go: {@code owner} is the organization. */
    USERS("get-users", "owner=%s"),
    /** Applications belong to the user {@code admin}, whatever organization they are for. */
    APPLICATIONS("get-organization-applications", "owner=admin&organization=%s");

    private final String action;
    private final String query;

    Listing(String action, String query) {
        this.action = action;
        this.query = query;
    }

    /** @param organization encoded for a query */
    String path(String organization, int page, int size) {
        return "/api/" + action + "?" + query.formatted(organization) + "&p=" + page + "&pageSize=" + size
                + "&sortField=name&sortOrder=ascend";
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
