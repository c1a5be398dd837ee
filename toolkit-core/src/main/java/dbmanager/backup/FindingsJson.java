package dbmanager.backup;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import dbmanager.problem.Finding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Findings, as every record beside a backup has them. */
final class FindingsJson {
    static final String KEY = "findings";

    private FindingsJson() {}

    static void write(JsonWriter json, List<Finding> findings) throws IOException {
        json.name(KEY).beginArray();
        for (Finding finding : findings) {
            json.beginObject();
            json.name("where").value(finding.where());
            json.name("what").value(finding.what());
            json.endObject();
        }
        json.endArray();
    }

    static List<Finding> read(JsonReader json) throws IOException {
        List<Finding> findings = new ArrayList<>();
        json.beginArray();
        while (json.hasNext()) {
            Map<String, String> texts = new HashMap<>();
            SealedJson.readObject(json, (key, value) -> {
                switch (key) {
                    case "where", "what" -> texts.put(key, value.nextString());
                    default -> value.skipValue();
                }
            });
            findings.add(new Finding(texts.getOrDefault("where", ""), texts.getOrDefault("what", "")));
        }
        json.endArray();
        return findings;
    }
}
