package dbmanager.firestore.session;

import java.util.List;

/** An embedding, as Firestore's vector search knows it. */
public record Vector(List<Double> components) {
    public Vector {
        components = List.copyOf(components);
    }
}
