/* The largest of many values, where most are passed over at a glance. */
#include "loops.h"

/* Leave the largest of them, in no order (quickselect: Hoare, 1961). */
void choose(Pool *pool) {
    int first = 0, last = pool->count - 1;
    while (first < last) {
        const float pivot = pool->at[(first + last) / 2].value;
        int low = first, high = last;
        while (low <= high) {
            while (pool->at[low].value > pivot) low++;
            while (pool->at[high].value < pivot) high--;
            if (low <= high) {
                const Ranked moved = pool->at[low];
                pool->at[low++] = pool->at[high];
                pool->at[high--] = moved;
            }
        }
        if (LIKELY - 1 <= high) last = high;
        else if (LIKELY - 1 >= low) first = low;
        else break;
    }
    if (pool->count < LIKELY) return;
    pool->count = LIKELY;
    pool->least = pool->at[0].value;
    for (int at = 1; at < LIKELY; at++)
        if (pool->at[at].value < pool->least) pool->least = pool->at[at].value;
}

void sort(Ranked *ranked, int count) {
    for (int at = 1; at < count; at++) {
        const Ranked moved = ranked[at];
        int to = at;
        for (; to > 0 && ranked[to - 1].value > moved.value; to--) ranked[to] = ranked[to - 1];
        ranked[to] = moved;
    }
}
