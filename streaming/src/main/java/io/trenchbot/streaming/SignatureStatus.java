package io.trenchbot.streaming;

import java.util.Locale;

/** Asks once what became of a signature. */
final class SignatureStatus {
    private SignatureStatus() {}

    /** Delivers the fate where it is settled enough; false where it is not known yet. */
    static boolean deliver(BackfillReader reader, StreamBase base, Group group) throws Exception {
        Notification fields = reader.read("getSignatureStatuses", Requests.status(group.model.target));
        if (!fields.confirmationStatus.present() || !settled(fields.confirmationStatus.text(), group.commitment)) {
            return false;
        }
        fields.receivedNs = base.clock().getAsLong();
        fields.backfilled = true;
        fields.text.clear();
        base.deliveries().deliver(group, reader.events.of(Kind.SIGNATURE));
        return true;
    }

    private static boolean settled(String status, Commitment wanted) {
        for (Commitment reached : Commitment.values()) {
            if (reached.name().toLowerCase(Locale.ROOT).equals(status)) {
                return reached.compareTo(wanted) >= 0;
            }
        }
        return false;
    }
}
