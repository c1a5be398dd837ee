package dbmanager.emulator.embedded;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.protobuf.MessageLite;
import com.google.protobuf.UnknownFieldSet;

/** What goes over the wire as no message of Firestore: field 1 of length 2 says that it is not UTF-8. */
final class Noise {
    static final MessageLite MESSAGE = Empty.newBuilder()
            .setUnknownFields(UnknownFieldSet.newBuilder()
                    .addField(
                            1,
                            UnknownFieldSet.Field.newBuilder()
                                    .addLengthDelimited(ByteString.copyFrom(new byte[] {(byte) 0xff, (byte) 0xfe}))
                                    .build())
                    .build())
            .build();

    private Noise() {}
}
