CREATE TABLE "chat_groups" (
	"id" text PRIMARY KEY NOT NULL,
	"request_id" text,
	"chat_id" text,
	"origin" text NOT NULL,
	"state" text NOT NULL,
	"name" text NOT NULL,
	"topic" text NOT NULL,
	"pinyin" text collate "C" NOT NULL,
	"kind" text NOT NULL,
	"purpose" text NOT NULL,
	"owner_id" text NOT NULL,
	"deputy_id" text,
	"department_path" integer[] NOT NULL,
	"expires_on" date,
	"expiry_told" integer,
	"member_count" integer NOT NULL,
	"gone_count" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"greetings" integer NOT NULL,
	"charter_due_at" timestamp (3) with time zone,
	"charter_rung" integer NOT NULL,
	"charter_signed_at" timestamp (3) with time zone,
	"charter_signed_by" text,
	"review_due_on" date NOT NULL,
	"review_opened_at" timestamp (3) with time zone,
	"review_close_by" timestamp (3) with time zone,
	"review_rung" integer NOT NULL,
	"reviewed_at" timestamp (3) with time zone,
	"vacant_since" timestamp (3) with time zone,
	"next_owner_id" text,
	"is_applying" boolean NOT NULL,
	"trouble" text,
	"missing" text[] NOT NULL,
	"looked_at" timestamp (3) with time zone,
	"archived_at" timestamp (3) with time zone,
	"version" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "group_grams" (
	"gram" text collate "C" NOT NULL,
	"group_id" text NOT NULL,
	CONSTRAINT "group_grams_pkey" PRIMARY KEY("gram","group_id")
);
--> statement-breakpoint
CREATE TABLE "group_members" (
	"group_id" text NOT NULL,
	"userid" text NOT NULL,
	"reason" text NOT NULL,
	"department_id" integer,
	"since" timestamp (3) with time zone NOT NULL,
	"gone_reason" text,
	"gone_at" timestamp (3) with time zone,
	"remove_by" text,
	"remove_at" timestamp (3) with time zone,
	"left_at" timestamp (3) with time zone,
	"is_archived" boolean NOT NULL,
	CONSTRAINT "group_members_pkey" PRIMARY KEY("group_id","userid")
);
--> statement-breakpoint
CREATE TABLE "group_offers" (
	"group_id" text NOT NULL,
	"userid" text NOT NULL,
	"state" text NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"answered_at" timestamp (3) with time zone,
	CONSTRAINT "group_offers_pkey" PRIMARY KEY("group_id","userid","asked_at")
);
--> statement-breakpoint
CREATE TABLE "group_places" (
	"department_id" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"group_id" text NOT NULL,
	CONSTRAINT "group_places_pkey" PRIMARY KEY("department_id","created_at","group_id")
);
--> statement-breakpoint
CREATE TABLE "group_reports" (
	"id" text PRIMARY KEY NOT NULL,
	"group_id" text NOT NULL,
	"reporter_id" text NOT NULL,
	"recipient" text NOT NULL,
	"what" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"outcome" text,
	"handled_at" timestamp (3) with time zone,
	"handled_by" text
);
--> statement-breakpoint
CREATE TABLE "group_wishes" (
	"group_id" text NOT NULL,
	"userid" text NOT NULL,
	"state" text NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"answered_at" timestamp (3) with time zone,
	"answered_by" text,
	CONSTRAINT "group_wishes_pkey" PRIMARY KEY("group_id","userid","asked_at")
);
--> statement-breakpoint
ALTER TABLE "notices" ADD COLUMN "line" text;--> statement-breakpoint
ALTER TABLE "chat_groups" ADD CONSTRAINT "chat_groups_request_id_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_grams" ADD CONSTRAINT "group_grams_group_id_chat_groups_id_fk" FOREIGN KEY ("group_id") REFERENCES "public"."chat_groups"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_members" ADD CONSTRAINT "group_members_group_id_chat_groups_id_fk" FOREIGN KEY ("group_id") REFERENCES "public"."chat_groups"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_offers" ADD CONSTRAINT "group_offers_group_id_chat_groups_id_fk" FOREIGN KEY ("group_id") REFERENCES "public"."chat_groups"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_places" ADD CONSTRAINT "group_places_group_id_chat_groups_id_fk" FOREIGN KEY ("group_id") REFERENCES "public"."chat_groups"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_reports" ADD CONSTRAINT "group_reports_group_id_chat_groups_id_fk" FOREIGN KEY ("group_id") REFERENCES "public"."chat_groups"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_wishes" ADD CONSTRAINT "group_wishes_group_id_chat_groups_id_fk" FOREIGN KEY ("group_id") REFERENCES "public"."chat_groups"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "chat_groups_request_key" ON "chat_groups" USING btree ("request_id");--> statement-breakpoint
CREATE UNIQUE INDEX "chat_groups_chat_key" ON "chat_groups" USING btree ("chat_id");--> statement-breakpoint
CREATE INDEX "chat_groups_owner_idx" ON "chat_groups" USING btree (lower("owner_id"),"id");--> statement-breakpoint
CREATE INDEX "chat_groups_deputy_idx" ON "chat_groups" USING btree (lower("deputy_id"),"id");--> statement-breakpoint
CREATE INDEX "chat_groups_created_idx" ON "chat_groups" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "chat_groups_expiry_idx" ON "chat_groups" USING btree ("expires_on","id") WHERE "chat_groups"."state" in ('charter', 'active');--> statement-breakpoint
CREATE INDEX "chat_groups_review_idx" ON "chat_groups" USING btree ("review_due_on","id") WHERE "chat_groups"."state" = 'active' and "chat_groups"."review_opened_at" is null;--> statement-breakpoint
CREATE INDEX "chat_groups_open_review_idx" ON "chat_groups" USING btree ("review_close_by","id") WHERE "chat_groups"."review_opened_at" is not null;--> statement-breakpoint
CREATE INDEX "chat_groups_charter_idx" ON "chat_groups" USING btree ("charter_due_at","id") WHERE "chat_groups"."state" in ('charter', 'declared');--> statement-breakpoint
CREATE INDEX "chat_groups_archived_idx" ON "chat_groups" USING btree ("archived_at","id") WHERE "chat_groups"."state" = 'archived';--> statement-breakpoint
CREATE INDEX "chat_groups_vacant_idx" ON "chat_groups" USING btree ("vacant_since","id") WHERE "chat_groups"."vacant_since" is not null;--> statement-breakpoint
CREATE INDEX "group_members_person_idx" ON "group_members" USING btree ("userid","group_id");--> statement-breakpoint
CREATE INDEX "group_members_gone_idx" ON "group_members" USING btree ("group_id","userid") WHERE "group_members"."gone_reason" is not null and "group_members"."left_at" is null;--> statement-breakpoint
CREATE INDEX "group_offers_open_idx" ON "group_offers" USING btree ("group_id","asked_at","userid") WHERE "group_offers"."state" = 'asked';--> statement-breakpoint
CREATE INDEX "group_offers_person_idx" ON "group_offers" USING btree ("userid") WHERE "group_offers"."state" = 'asked';--> statement-breakpoint
CREATE INDEX "group_places_group_idx" ON "group_places" USING btree ("group_id");--> statement-breakpoint
CREATE INDEX "group_reports_group_idx" ON "group_reports" USING btree ("group_id","at");--> statement-breakpoint
CREATE INDEX "group_reports_open_idx" ON "group_reports" USING btree ("recipient","group_id") WHERE "group_reports"."handled_at" is null;--> statement-breakpoint
CREATE INDEX "group_reports_reporter_idx" ON "group_reports" USING btree (lower("reporter_id"),"at");--> statement-breakpoint
CREATE UNIQUE INDEX "group_wishes_open_key" ON "group_wishes" USING btree ("group_id","userid") WHERE "group_wishes"."state" = 'asked';--> statement-breakpoint
CREATE INDEX "partners_ends_idx" ON "partners" USING btree ("ends_on");