package io.trenchbot.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Time is passed in: no clock, no thread. Events are written as "ns what slot". */
class PacerTest {
    private static final long SLOT_NS = 400;

    private final List<String> events = new ArrayList<>();
    private final Deque<Integer> sizes = new ArrayDeque<>();
    private long nowNs;
    private long slot;
    private Timing timing;

    @Test
    void transactionsAreSpreadOverTheirSlot() {
        sizes.addAll(List.of(4, 0));
        run(new Pacer(source(), sink(), SLOT_NS, 0, 0), 1_200);
        assertThat(events)
                .containsExactly(
                        "400 start 1",
                        "400 tx 1",
                        "500 tx 1",
                        "600 tx 1",
                        "700 tx 1",
                        "800 done 1",
                        "800 start 2",
                        "1200 done 2",
                        "1200 start 3");
    }

    @Test
    void aBlockLongerThanItsSlotDoesNotHoldUpTheSlotsButTheirCompletion() {
        sizes.addAll(List.of(4));
        run(new Pacer(source(), sink(), SLOT_NS, 250, 0), 1_200);
        assertThat(events)
                .containsExactly(
                        "400 start 1",
                        "400 tx 1",
                        "650 tx 1",
                        "800 start 2",
                        "900 tx 1",
                        "1150 tx 1",
                        "1150 done 1",
                        "1200 done 2",
                        "1200 start 3");
    }

    @Test
    void aThirdBlockWaitsForTheTransactionsOfTheFirst() {
        sizes.addAll(List.of(8, 1, 1));
        run(new Pacer(source(), sink(), SLOT_NS, 150, 0), 2_000);
        assertThat(events).contains("1450 tx 1", "1450 done 1");
        assertThat(events.indexOf("1450 done 1")).isLessThan(indexOf("start 3"));
        List<String> ticks = events.stream()
                .filter(event -> event.contains("done"))
                .map(event -> event.split(" ")[2])
                .toList();
        assertThat(ticks).startsWith("1", "2");
    }

    @Test
    void aPauseOfTheProcessIsNotCaughtUpForEver() {
        Pacer pacer = new Pacer(source(), sink(), SLOT_NS, 0, 0);
        nowNs = SLOT_NS * 1_000;
        pacer.poll(nowNs);
        assertThat(slot).isBetween(1L, 3L);
    }

    @Test
    void aBlockWithTimesOfItsOwnGoesByTheseAndTheNextOneWaitsForIt() {
        timing = new Timing(new long[] {0, 30, 30}, new long[] {7, 5, 7}, 1_000);
        sizes.addAll(List.of(4));
        run(new Pacer(source(), sink(), SLOT_NS, 250, 0), 1_400);
        assertThat(events)
                .containsExactly(
                        "400 start 1", "400 tx 1", "430 tx 1", "430 tx 1", "1400 tx 1", "1400 done 1", "1400 start 2");
    }

    @Test
    void howeverMuchIsDueAtOnceItsOwnerGetsATurn() {
        sizes.addAll(List.of(10_000));
        timing = new Timing(new long[10_000], new long[10_000], 0);
        Pacer pacer = new Pacer(source(), sink(), SLOT_NS, 0, 0);
        assertThat(pacer.poll(SLOT_NS)).isNotPositive();
        assertThat(events).hasSizeBetween(1_000, 9_000);
        while (pacer.poll(SLOT_NS) <= 0) {
            // the rest
        }
        assertThat(events).contains("0 done 1").hasSize(10_000 + 3);
    }

    @Test
    void theNextBlockIsBuiltInTheSecondHalfOfTheSlotBeforeIt() {
        List<Long> prepared = new ArrayList<>();
        Pacer.Source inner = source();
        Pacer pacer = new Pacer(
                new Pacer.Source() {
                    @Override
                    public void prepare() {
                        prepared.add(nowNs);
                    }

                    @Override
                    public Block take() {
                        return inner.take();
                    }
                },
                sink(),
                SLOT_NS,
                0,
                0);
        run(pacer, 400);
        assertThat(prepared).isNotEmpty().allMatch(ns -> ns >= 200);
        assertThat(prepared.get(0)).isEqualTo(200);
    }

    private int indexOf(String what) {
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i).endsWith(what)) {
                return i;
            }
        }
        throw new AssertionError("no " + what + " in " + events);
    }

    /** Advances the time exactly as the pacer asks for. */
    private void run(Pacer pacer, long untilNs) {
        while (nowNs <= untilNs) {
            long waitNs = pacer.poll(nowNs);
            assertThat(waitNs).isPositive();
            nowNs += waitNs;
        }
    }

    private Pacer.Source source() {
        return new Pacer.Source() {
            @Override
            public void prepare() {}

            @Override
            public Block take() {
                slot++;
                LandedTransaction any =
                        new LandedTransaction(new byte[0], "", "0", List.of(), false, "null", List.of(), "{}");
                int size = sizes.isEmpty() ? 0 : sizes.remove();
                Timing own = timing;
                timing = null;
                return new Block(slot, slot - 1, slot, 0, "", "", Collections.nCopies(size, any), List.of(), "[]", own);
            }
        };
    }

    private Pacer.Sink sink() {
        return new Pacer.Sink() {
            @Override
            public void started(Block block) {
                events.add(nowNs + " start " + block.slot());
            }

            @Override
            public void executed(Block block, int index) {
                events.add(nowNs + " tx " + block.slot());
            }

            @Override
            public void completed(Block block) {
                events.add(nowNs + " done " + block.slot());
            }
        };
    }
}
