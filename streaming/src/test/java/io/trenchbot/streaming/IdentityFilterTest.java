package io.trenchbot.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IdentityFilterTest {
    @Test
    void remembersExactlyTheNewestOnes() {
        remembersExactlyTheNewestOnes(0);
    }

    @Test
    void remembersThemWhenTheSerialNumbersWrapAround() {
        remembersExactlyTheNewestOnes(-20_000);
        remembersExactlyTheNewestOnes(Integer.MAX_VALUE - 20_000);
    }

    private static void remembersExactlyTheNewestOnes(int serial) {
        Random random = new Random(8);
        for (int capacity : new int[] {1, 2, 3, 7, 64, 100}) {
            IdentityFilter filter = new IdentityFilter(capacity, random, serial);
            ArrayDeque<Long> order = new ArrayDeque<>();
            Set<Long> model = new HashSet<>();
            for (int i = 0; i < 40_000; i++) {
                long number = random.nextInt(capacity * 3);
                boolean fresh = model.add(number);
                assertThat(filter.add(5, number))
                        .as("capacity %d, step %d", capacity, i)
                        .isEqualTo(fresh);
                if (fresh) {
                    order.addLast(number);
                    if (order.size() > capacity) {
                        model.remove(order.removeFirst());
                    }
                }
            }
        }
    }

    @Test
    void tellsTextsOfAnyLengthAndSaltsApart() {
        IdentityFilter filter = new IdentityFilter(10_000, new Random(1));
        for (int length = 0; length < 100; length++) {
            byte[] text = ("x" + "1".repeat(length) + "y").getBytes(StandardCharsets.US_ASCII);
            for (long salt = 0; salt < 3; salt++) {
                assertThat(filter.contains(salt, text, 1, length)).isFalse();
                assertThat(filter.add(salt, text, 1, length)).isTrue();
                assertThat(filter.add(salt, text, 1, length)).isFalse();
                assertThat(filter.contains(salt, text, 1, length)).isTrue();
            }
        }
    }
}
