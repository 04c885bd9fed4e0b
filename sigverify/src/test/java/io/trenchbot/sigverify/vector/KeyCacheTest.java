package io.trenchbot.sigverify.vector;

import static org.assertj.core.api.Assertions.assertThat;

import io.trenchbot.sigverify.core.Encoding;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyCacheTest {
    private static final int CAPACITY = 512;
    private static final int SETS = CAPACITY / 4;

    private static byte[] key(Random random) {
        byte[] key = new byte[32];
        random.nextBytes(key);
        return key;
    }

    private static long found(KeyCache cache, List<byte[]> keys) {
        return keys.stream().filter(key -> cache.find(key, 0) != null).count();
    }

    @Test
    void keysThatShareASetLiveSideBySide() {
        Random random = new Random(1);
        KeyCache cache = new KeyCache(CAPACITY);
        List<byte[]> keys = new ArrayList<>();
        while (keys.size() < 6) {
            byte[] key = key(random);
            int hash = KeyCache.hash(Encoding.word(key, 0), Encoding.word(key, 24));
            if ((hash & (SETS - 1)) == 7) {
                keys.add(key);
                cache.put(new PreparedKey(key, 0));
            }
        }
        assertThat(found(cache, keys)).isEqualTo(6);
    }

    @Test
    void moreKeysThanItHoldsEvictOthersAndTheLastIsThere() {
        Random random = new Random(2);
        KeyCache cache = new KeyCache(16);
        List<byte[]> keys = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            keys.add(key(random));
            cache.put(new PreparedKey(keys.get(i), 0));
            assertThat(cache.find(keys.get(i), 0)).isNotNull();
        }
        assertThat(found(cache, keys)).isBetween(12L, 16L);
    }
}
