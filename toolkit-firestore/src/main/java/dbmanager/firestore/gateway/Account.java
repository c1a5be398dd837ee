package dbmanager.firestore.gateway;

import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;
import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
import io.grpc.auth.MoreCallCredentials;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** As whom production is asked. */
final class Account implements ClientInterceptor {
    private static final String SCOPE = "https://www.googleapis.com/auth/datastore";

    private final CallCredentials credentials;

    private Account(GoogleCredentials credentials) {
        this.credentials = MoreCallCredentials.from(credentials.createScoped(SCOPE));
    }

    /** @throws NoCredentials when there are none, or what is there cannot be used */
    static Account of(Endpoint.Production endpoint) {
        return new Account(endpoint.credentials().map(Account::read).orElseGet(Account::find));
    }

    /** For a request that is none of gRPC's. */
    static String token(Endpoint.Production endpoint) {
        GoogleCredentials credentials = endpoint.credentials()
                .map(Account::read)
                .orElseGet(Account::find)
                .createScoped(SCOPE);
        try {
            credentials.refreshIfExpired();
            return credentials.getAccessToken().getTokenValue();
        } catch (IOException e) {
            throw NoCredentials.refused(String.valueOf(e.getMessage()), e);
        }
    }

    /** Looks where all of Google's clients look: GOOGLE_APPLICATION_CREDENTIALS, gcloud's file, the machine's own account. */
    private static GoogleCredentials find() {
        try {
            return GoogleCredentials.getApplicationDefault();
        } catch (IOException e) {
            throw NoCredentials.anywhere(e);
        }
    }

    private static GoogleCredentials read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return key(file, in);
        } catch (NoSuchFileException e) {
            throw NoCredentials.unreadable(file, "it is not there", e);
        } catch (AccessDeniedException e) {
            throw NoCredentials.unreadable(file, "no permission", e);
        } catch (IOException e) {
            throw NoCredentials.unreadable(file, String.valueOf(e.getMessage()), e);
        }
    }

    private static GoogleCredentials key(Path file, InputStream in) {
        try {
            return ServiceAccountCredentials.fromStream(in);
        } catch (IOException | RuntimeException e) {
            throw NoCredentials.noServiceAccount(file);
        }
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        return next.newCall(method, options.withCallCredentials(credentials));
    }
}
