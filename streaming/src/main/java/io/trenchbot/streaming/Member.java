package io.trenchbot.streaming;

import org.jspecify.annotations.Nullable;

/**
 * A subscription in its group: calls the handler at once, or by way of a buffer and a thread.
 *
 * <p>Threading: {@link #accept} is called under the lock of the deliveries.
 */
final class Member {
    final Subscription subscription;
    final @Nullable OverflowBuffer buffer;
    private final Failures failures;

    /** Takes what a handler throws. */
    interface Failures {
        void threw(Subscription subscription, Throwable failure);
    }

    Member(Subscription subscription, Failures failures) {
        this.subscription = subscription;
        this.failures = failures;
        buffer = subscription.overflow == Overflow.BLOCK
                ? null
                : new OverflowBuffer(subscription.overflow, subscription.bufferBytes);
        if (buffer != null) {
            Thread thread = new Thread(() -> run(buffer), "trenchbot-stream-" + subscription.kind.subscribe);
            thread.setDaemon(true);
            thread.start();
        }
    }

    void accept(StreamEvent event) {
        if (buffer == null) {
            call(event);
        } else {
            buffer.put(event.fields);
        }
    }

    private void call(StreamEvent event) {
        try {
            subscription.handler.accept(event);
        } catch (Throwable failure) {
            // A handler's fault, an Error too, must not take down the thread that all other handlers live on.
            failures.threw(subscription, failure);
        }
    }

    private void run(OverflowBuffer from) {
        Events events = new Events(new Notification());
        try {
            for (Notification next = from.take(); next != null; next = from.take()) {
                events.fields.assign(next);
                call(events.of(subscription.kind));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void close() {
        if (buffer != null) {
            buffer.close();
        }
    }
}
