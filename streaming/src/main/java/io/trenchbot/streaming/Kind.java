package io.trenchbot.streaming;

/** The ten things to subscribe to, with their names on the wire. */
enum Kind {
    TRANSACTIONS("transaction", Key.TRANSACTION_NOTIFICATION),
    LOGS("logs", Key.LOGS_NOTIFICATION),
    ACCOUNT("account", Key.ACCOUNT_NOTIFICATION),
    PROGRAM("program", Key.PROGRAM_NOTIFICATION),
    SIGNATURE("signature", Key.SIGNATURE_NOTIFICATION),
    SLOT("slot", Key.SLOT_NOTIFICATION),
    SLOTS_UPDATES("slotsUpdates", Key.SLOTS_UPDATES_NOTIFICATION),
    ROOT("root", Key.ROOT_NOTIFICATION),
    BLOCK("block", Key.BLOCK_NOTIFICATION),
    VOTE("vote", Key.VOTE_NOTIFICATION);

    final String subscribe;
    final String unsubscribe;
    /** The key of the notification's method. */
    final int notification;

    Kind(String name, int notification) {
        subscribe = name + "Subscribe";
        unsubscribe = name + "Unsubscribe";
        this.notification = notification;
    }
}
