package io.trenchbot.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One contract, held against our queues and against the JCTools and JDK queues: they are the oracle of the suite itself. */
@Timeout(60)
class QueueContractTest {
    static List<Subject.Kind> kinds() {
        return Subject.all();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void anEmptyQueueGivesNull(Subject.Kind kind) {
        Subject queue = kind.make(8);
        assertThat(queue.poll()).isNull();
        assertThat(queue.size()).isZero();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void nullIsRefusedByException(Subject.Kind kind) {
        assertThatNullPointerException().isThrownBy(() -> kind.make(8).offer(null));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aFullQueueRefusesAndKeepsWhatItHas(Subject.Kind kind) {
        assumeThat(kind.bounded()).isTrue();
        for (int capacity : new int[] {4, 8, 1024}) {
            Subject queue = kind.make(capacity);
            for (int i = 0; i < capacity; i++) {
                assertThat(queue.offer(i)).isTrue();
            }
            assertThat(queue.offer(-1)).isFalse();
            assertThat(queue.size()).isEqualTo(capacity);
            assertThat(queue.poll()).isEqualTo(0);
            assertThat(queue.offer(capacity)).isTrue();
            for (int i = 1; i <= capacity; i++) {
                assertThat(queue.poll()).isEqualTo(i);
            }
            assertThat(queue.poll()).isNull();
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void anyMixOfCallsDoesWhatAnArrayDequeDoes(Subject.Kind kind) {
        for (long seed = 1; seed <= 20; seed++) {
            Random random = new Random(seed);
            int capacity = 4 << random.nextInt(6);
            Subject queue = kind.make(capacity);
            ArrayDeque<Object> model = new ArrayDeque<>();
            for (int i = 0; i < 5_000; i++) {
                // Waves, so that full and empty are both visited often.
                boolean push = random.nextInt(10) < (i / 100 % 2 == 0 ? 7 : 3);
                if (push) {
                    boolean room = !kind.bounded() || model.size() < capacity;
                    if (room) {
                        model.add(i);
                    }
                    assertThat(queue.offer(i)).as("seed %d, step %d", seed, i).isEqualTo(room);
                } else {
                    assertThat(queue.poll()).as("seed %d, step %d", seed, i).isEqualTo(model.poll());
                }
                assertThat(queue.size()).isEqualTo(model.size());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void betweenTwoThreadsNothingIsLostDoubledOrReordered(Subject.Kind kind) throws Exception {
        for (int capacity : new int[] {4, 1024}) {
            int count = 100_000;
            Subject queue = kind.make(capacity);
            Thread producer = new Thread(() -> {
                for (int i = 0; i < count; i++) {
                    pushWhole(queue, new int[] {i, -i});
                }
            });
            producer.start();
            for (int i = 0; i < count; i++) {
                int[] element = (int[]) popWhole(queue);
                assertThat(element[0] == i && element[1] == -i).as("at %d", i).isTrue();
            }
            producer.join();
            assertThat(queue.poll()).isNull();
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void ofManyProducersEachOnesElementsStayInOrder(Subject.Kind kind) throws Exception {
        assumeThat(kind.manyProducers()).isTrue();
        int producers = 3;
        int count = 50_000;
        Subject queue = kind.make(64);
        for (int p = 0; p < producers; p++) {
            int id = p;
            new Thread(() -> {
                        for (int i = 0; i < count; i++) {
                            pushWhole(queue, new int[] {id, i});
                        }
                    })
                    .start();
        }
        int[] next = new int[producers];
        for (int i = 0; i < producers * count; i++) {
            int[] element = (int[]) popWhole(queue);
            assertThat(element[1]).isEqualTo(next[element[0]]++);
        }
        assertThat(next).containsOnly(count);
        assertThat(queue.poll()).isNull();
    }

    private static void pushWhole(Subject queue, Object element) {
        IdleStrategy idle = IdleStrategy.backoff();
        while (!queue.offer(element)) {
            idle.idle();
        }
    }

    private static Object popWhole(Subject queue) {
        IdleStrategy idle = IdleStrategy.backoff();
        while (true) {
            Object element = queue.poll();
            if (element != null) {
                return element;
            }
            idle.idle();
        }
    }
}
