package io.trenchbot.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SmallPartsTest {
    @Test
    void backoffStartsAtOnceGrowsWithJitterToItsCapAndStartsAnew() {
        Backoff backoff = new Backoff(100, 3_000, new Random(4));
        assertThat(backoff.nextNs()).isZero();
        long before = 100;
        boolean capped = false;
        for (int i = 0; i < 100; i++) {
            long delay = backoff.nextNs();
            assertThat(delay).isBetween(100L, Math.min(3_000, 3 * before));
            capped |= delay > 2_500;
            before = delay;
        }
        assertThat(capped).isTrue();
        backoff.reset();
        assertThat(backoff.nextNs()).isZero();
    }

    @Test
    void slotChainMissesAParentThatWasNeverAnnounced() {
        SlotChain chain = new SlotChain();
        assertThat(chain.add(10, 9)).isTrue();
        assertThat(chain.add(11, 10)).isTrue();
        assertThat(chain.add(13, 10)).as("a fork").isTrue();
        assertThat(chain.add(12, 11)).as("a late sibling").isTrue();
        assertThat(chain.add(16, 15)).isFalse();
        assertThat(chain.add(17, 16)).isTrue();
        for (long slot = 18; slot < 2_000; slot++) {
            assertThat(chain.add(slot, slot - 1)).isTrue();
        }
        assertThat(chain.add(2_000, 1_997)).isTrue();
        assertThat(chain.add(2_003, 2_002)).isFalse();
    }

    @Test
    void anEndpointNeverPrintsWhatMayBeAKey() {
        Endpoint endpoint = new Endpoint(
                0, URI.create("wss://user:hush@host.example:8900/hush?api-key=hush"), Map.of("Authorization", "hush"));
        assertThat(endpoint.toString()).isEqualTo("wss://host.example:8900");
        for (String wrong : List.of("http://hush.example?hush", "wss:hush", "ws:///hush")) {
            assertThatThrownBy(() -> new Endpoint(0, URI.create(wrong), Map.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining("?hush");
        }
    }

    @Test
    void subscriptionsAreCheckedWhenTheyAreMade() {
        assertThatThrownBy(() -> Subscription.account("nonsense", a -> {})).hasMessageContaining("nonsense");
        assertThatThrownBy(() -> Subscription.signature("1".repeat(32), s -> {}))
                .hasMessageContaining("64 bytes");
        assertThatThrownBy(() -> TransactionFilter.all().exclude("0")).hasMessageContaining("32 bytes");
        assertThatThrownBy(() -> Subscription.slot(s -> {}).dataSize(1)).hasMessageContaining("SLOT");
        assertThatThrownBy(() -> Subscription.slot(s -> {}).overflow(Overflow.CONFLATE, 1 << 20))
                .hasMessageContaining("CONFLATE");
        assertThatThrownBy(() -> SolanaStream.builder().build()).hasMessageContaining("endpoint");
    }

    @Test
    void idsBeyondAnIntAndSharedOnesAreFound() {
        Group group = new Group(1, Subscription.root(r -> {}), Commitment.FINALIZED, 1);
        List<ServerSubscription> all = new java.util.ArrayList<>();
        for (long id : new long[] {0, -1, 4743323479349712L, 7, 7, 1L << 40}) {
            ServerSubscription subscription = new ServerSubscription(group, Kind.ROOT, "[]");
            subscription.serverId = id;
            all.add(subscription);
        }
        IdMap map = new IdMap(all);
        assertThat(map.get(-1)).isSameAs(all.get(1));
        assertThat(map.get(4743323479349712L)).isSameAs(all.get(2));
        assertThat(map.get(7)).isSameAs(all.get(4));
        assertThat(all.get(4).next).isSameAs(all.get(3));
        assertThat(map.get(8)).isNull();
    }
}
