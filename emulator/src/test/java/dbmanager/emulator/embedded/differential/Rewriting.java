package dbmanager.emulator.embedded.differential;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Map;

/** Puts other things into fields of messages, wherever they are. */
@FunctionalInterface
interface Rewriting {
    /** What is to be in a field in place of {@code value}; that itself where it is fine. */
    Object field(FieldDescriptor field, Object value);

    @SuppressWarnings("unchecked")
    default <M extends Message> M rewrite(M message) {
        Message.Builder changed = null;
        for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
            FieldDescriptor field = entry.getKey();
            Object before = entry.getValue();
            Object after = field.isRepeated()
                    ? ((List<Object>) before)
                            .stream().map(value -> one(field, value)).toList()
                    : one(field, before);
            if (!after.equals(before)) {
                changed = changed == null ? message.toBuilder() : changed;
                changed.setField(field, after);
            }
        }
        return changed == null ? message : (M) changed.build();
    }

    private Object one(FieldDescriptor field, Object value) {
        Object replaced = field(field, value);
        return replaced.equals(value) && value instanceof Message message ? rewrite(message) : replaced;
    }
}
