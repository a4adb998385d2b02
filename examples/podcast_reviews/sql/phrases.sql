-- Candidate phrases of a week: pairs of words that follow each other more often than their frequencies suggest.
-- The score is pointwise mutual information (Church and Hanks 1990, "Word association norms, mutual information, and
-- lexicography") times the count, so that rare pairs do not win. A pair counts from 3 reviews on.
WITH texts AS (
  SELECT row_number() OVER () AS review, lower(title || ' . ' || content) AS text
  FROM read_parquet(getvariable('reviews'))
),
tokens AS (
  SELECT review, regexp_extract_all(text, '\p{L}[\p{L}'']*|[^\s\p{L}]') AS words
  FROM texts
),
words AS (
  SELECT review, unnest(words) AS word, generate_subscripts(words, 1) AS place
  FROM tokens
),
counts AS (
  SELECT word, count(*) AS n
  FROM words
  WHERE regexp_matches(word, '^\p{L}')
  GROUP BY word
),
total AS (SELECT sum(n) AS n FROM counts),
pairs AS (
  SELECT word_1.word AS word_1, word_2.word AS word_2, count(*) AS n, count(DISTINCT word_1.review) AS reviews
  FROM words AS word_1
  JOIN words AS word_2 ON word_2.review = word_1.review AND word_2.place = word_1.place + 1
  GROUP BY ALL
  HAVING reviews >= 3
)
SELECT
  pairs.word_1 || ' ' || pairs.word_2 AS phrase,
  pairs.reviews,
  round(pairs.n * ln(pairs.n * total.n / (counts_1.n * counts_2.n)), 6) AS score
FROM pairs
-- Punctuation has no count, so pairs with it are left out.
JOIN counts AS counts_1 ON counts_1.word = pairs.word_1
JOIN counts AS counts_2 ON counts_2.word = pairs.word_2
CROSS JOIN total
WHERE pairs.n * total.n > counts_1.n * counts_2.n
ORDER BY score DESC, phrase
LIMIT 200
