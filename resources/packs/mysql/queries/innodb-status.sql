show engine innodb status
