package dbmanager.environment;

import java.util.Objects;

/** A text that must not be seen. Only {@link #reveal()} gives it away; whoever calls it hands the text to a driver and to nobody else. */
public final class Secret {
    static final String MASK = "***";

    private final String text;

    public Secret(String text) {
        this.text = Objects.requireNonNull(text);
    }

    public String reveal() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && text.equals(secret.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return MASK;
    }
}
