package dbmanager.firestore.document;

import com.google.firestore.v1.Value;
import java.util.Optional;

/** A field that two documents do not have alike; empty where one of them lacks it. */
public record Difference(FieldPath field, Optional<Value> left, Optional<Value> right) {}
