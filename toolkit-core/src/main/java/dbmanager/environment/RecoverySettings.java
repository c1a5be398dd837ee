package dbmanager.environment;

import java.time.Duration;
import java.util.Optional;

/**
 * What was promised for the bad day, and who is called.
 *
 * @param contact whoever decides, as the recovery plan names them
 * @param rto within which a database has to be back; a drill measures it
 * @param rpo how much work may be lost: how old the newest verified backup may be
 * @param unattendedOk whether `recover --unattended-ok` may replace a damaged database without anybody's consent
 */
public record RecoverySettings(
        Optional<String> contact, Optional<Duration> rto, Optional<Duration> rpo, boolean unattendedOk) {
    public static RecoverySettings none() {
        return new RecoverySettings(Optional.empty(), Optional.empty(), Optional.empty(), false);
    }
}
