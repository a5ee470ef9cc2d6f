-- unscoped: the sandbox is filled before anybody works in it
DROP TABLE habit;
DROP TABLE drawn_class_day;
DROP TABLE drawn_mark;
DROP TABLE drawn_sum
