-- How the reviews of a day feel: the sum of the scores that AFINN (Nielsen 2011, "A new ANEW") gives to the words of a review.
WITH texts AS (
  SELECT row_number() OVER () AS review, rating, lower(title || ' ' || content) AS text
  FROM read_parquet(getvariable('reviews'))
),
words AS (
  SELECT review, unnest(regexp_extract_all(text, '\p{L}[\p{L}''-]*')) AS word
  FROM texts
),
scores AS (
  SELECT review, sum(lexicon.score) AS score
  FROM words
  JOIN lexicon USING (word)
  GROUP BY review
)
SELECT
  count(*) AS reviews,
  round(avg(rating), 6) AS rating,
  round(avg(coalesce(score, 0)), 6) AS sentiment,
  count(*) FILTER (score > 0) AS positive,
  count(*) FILTER (score < 0) AS negative
FROM texts
LEFT JOIN scores USING (review)
