package io.trenchbot.monitor;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records the collections that stop the application.
 *
 * <p>Threading: recorded by a thread of the platform, so the consumer must take any thread.
 */
final class GcPauses implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PerformanceMonitor.class);

    private final LongConsumer pauseNs;
    private final List<NotificationEmitter> emitters = new ArrayList<>();
    private final NotificationListener listener = (notification, handback) -> onCollection(notification);

    GcPauses(LongConsumer pauseNs) {
        this.pauseNs = pauseNs;
        for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
            // Concurrent collectors have one bean for their cycles, which stop nothing, and one for their pauses.
            if (bean instanceof NotificationEmitter emitter && !bean.getName().endsWith("Cycles")) {
                emitter.addNotificationListener(listener, null, null);
                emitters.add(emitter);
            }
        }
    }

    @Override
    public void close() {
        for (NotificationEmitter emitter : emitters) {
            try {
                emitter.removeNotificationListener(listener);
            } catch (ListenerNotFoundException e) {
                LOG.debug("the listener had gone already", e);
            }
        }
        emitters.clear();
    }

    private void onCollection(Notification notification) {
        if (notification.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
            CompositeData data = (CompositeData) notification.getUserData();
            long durationMillis =
                    GarbageCollectionNotificationInfo.from(data).getGcInfo().getDuration();
            pauseNs.accept(durationMillis * 1_000_000);
        }
    }
}
